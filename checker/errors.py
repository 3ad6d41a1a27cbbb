"""Exceptions: the run itself could not be done. What is wrong with an invoice is a finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from checker.messages import Lang, Message


class CheckerError(Exception):
    """Base of all errors that a user can mend; the command line prints them and exits with 4.

    Made with a key of the message catalogue and its values: `InputError("read.empty", path=p)`.
    """

    def __init__(self, key: str, **values: object) -> None:
        self.message = Message(key, values)
        super().__init__(str(self.message))

    def text(self, lang: Lang) -> str:
        """The sentence in a language."""
        return self.message.text(lang)


class InputError(CheckerError):
    """An export could not be read as a whole: what, where, what was expected, what to do."""


class SettingsError(CheckerError):
    """A file of settings (`_costs.yaml`, `_charges.yaml`, `_exports/`) is unusable."""


class OutputError(CheckerError):
    """A result could not be written; nothing stands under its final name."""


class RefusedError(ValueError):
    """What a validator of parameters raises: a sentence of the catalogue, in both languages."""

    def __init__(self, key: str, **values: object) -> None:
        self.message = Message(key, values)
        super().__init__(str(self.message))


@dataclass(frozen=True)
class Problem:
    """One mistake in a file that a person wrote: printed as `file:line: key: message`."""

    file: str
    line: int
    key: str
    message: Message
    severity: Literal["error", "warning"] = "error"  # a warning stops nothing; see rules lint

    def text(self, lang: Lang = "en") -> str:
        """The line that is printed."""
        return f"{self.file}:{self.line}: {self.key}: {self.message.text(lang)}"


class AgreementError(CheckerError):
    """Agreement files hold mistakes; `problems` has all mistakes of all files, in file order."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda p: (p.file, p.line, p.key))
        super().__init__("agreements.unusable", count=len(self.problems))

    def text(self, lang: Lang) -> str:
        """All mistakes, one per line, then how many there are."""
        return "\n".join([*(problem.text(lang) for problem in self.problems), super().text(lang)])
