"""The message catalogue: every sentence that a person reads, in Dutch and English.

One YAML file per part of the program, `key: {en: ..., nl: ...}`; the key that is used is
`<file>.<key>`. Values go in braces: `{path}`. Sentences of clause kinds stand in their modules.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml

Lang = Literal["nl", "en"]
LANGS: tuple[Lang, ...] = ("nl", "en")


@cache
def _part(name: str) -> dict[str, dict[str, str]]:
    source = files(__name__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    # The parser in C takes a tenth of the time, and these are thousands of lines by now.
    loaded: dict[str, dict[str, str]] = yaml.load(source, Loader=yaml.CSafeLoader)
    return loaded


def text(key: str, lang: Lang = "en", **values: object) -> str:
    """The sentence of a key such as `read.empty_file`, with its values filled in."""
    part, _, name = key.partition(".")
    return _part(part)[name][lang].format(**values)


@dataclass(frozen=True)
class Message:
    """A sentence that is not yet in a language: `str()` gives the English one."""

    key: str
    values: dict[str, object] = field(default_factory=dict)

    def text(self, lang: Lang = "en") -> str:
        """The sentence in a language; values that are messages themselves come along."""
        values = {k: v.text(lang) if isinstance(v, Message) else v for k, v in self.values.items()}
        return text(self.key, lang, **values)

    def __str__(self) -> str:
        return self.text()
