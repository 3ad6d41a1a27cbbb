"""YAML with line numbers: every value is text, and no key stands twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from checker.agreements.nearest import nearest
from checker.errors import Problem
from checker.messages import Message

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

Raw = str | None | list["Raw"] | dict[str, "Raw"]
Pair = tuple[yaml.Node, yaml.Node]
# libyaml composes a file in a tenth of the time; the base loader gives no scalar a type, so that
# NO stays a country and 0123 a number with a zero.
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
NOTHING = ("", "~", "null")


class Source:
    """One YAML file: where its words stand, and the mistakes that were found in it."""

    def __init__(self, file: str, content: bytes, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        self.root = self._compose(content)

    def problem(self, line: int, key: str, message: str, **values: object) -> None:
        """Note a mistake."""
        self.problems.append(
            Problem(self.file, line, key, Message(f"agreements.{message}", values))
        )

    def _compose(self, content: bytes) -> yaml.Node | None:
        try:
            text = content.decode("utf-8-sig")
            root: yaml.Node | None = yaml.compose(text, Loader=LOADER)
        except UnicodeDecodeError as error:
            self.problem(content[: error.start].count(b"\n") + 1, "-", "not_utf8")
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self.problem(mark.line + 1 if mark else 1, "-", "not_yaml", detail=error.problem)
        except yaml.YAMLError:
            self.problem(1, "-", "not_yaml", detail="control characters")
        except RecursionError:
            self.problem(1, "-", "not_yaml", detail="nested too deeply")
        else:
            if root is None:
                self.problem(1, "-", "empty_file")
            elif "&" in text and (line := _shared(root, set())):
                self.problem(line, "-", "alias")
            else:
                return root
        return None

    def pairs(self, node: yaml.Node, key: str) -> dict[str, Pair]:
        """The keys of a mapping, each with the nodes of its key and its value."""
        found: dict[str, Pair] = {}
        if not isinstance(node, yaml.MappingNode):
            self.problem(line_of(node), key, "not_a_mapping", found=_shown(node))
            return found
        for word, value in node.value:
            if not isinstance(word, yaml.ScalarNode):
                self.problem(line_of(word), key, "not_a_key")
            elif word.value in found:
                first = line_of(found[word.value][0])
                self.problem(line_of(word), word.value, "key_twice", first=first)
            else:
                found[word.value] = (word, value)
        return found

    def fields(
        self, node: yaml.Node, key: str, known: Collection[str], needed: Collection[str]
    ) -> dict[str, Pair]:
        """The keys of a mapping that has a fixed set of keys."""
        found = self.pairs(node, key)
        for word in found.keys() - known:
            self.problem(line_of(found[word][0]), word, "unknown_key", hint=nearest(word, known))
        if isinstance(node, yaml.MappingNode):
            for word in sorted(set(needed) - found.keys()):
                self.problem(line_of(node), word, "missing_key")
        return {word: pair for word, pair in found.items() if word in known}

    def plain(self, node: yaml.Node, key: str) -> Raw:
        """A node as dicts, lists and text; None where nothing was written."""
        if isinstance(node, yaml.ScalarNode):
            return None if not node.style and node.value in NOTHING else str(node.value)
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(item, key) for item in node.value]
        return {
            word: self.plain(value, f"{key}.{word}")
            for word, (_, value) in self.pairs(node, key).items()
        }


def line_of(node: yaml.Node) -> int:
    """The line on which a node begins, counted from 1."""
    return int(node.start_mark.line) + 1


def locate(node: yaml.Node, path: tuple[str | int, ...]) -> int:
    """The line of the deepest key of a path that is there."""
    here = line_of(node)
    for step in path:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == step), None)
            if pair is None:
                return here
            here, node = line_of(pair[0]), pair[1]
        elif (
            isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value)
        ):
            node = node.value[step]
            here = line_of(node)
    return here


def _children(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        for pair in node.value:
            yield from pair
    elif isinstance(node, yaml.SequenceNode):
        yield from node.value


def _shared(node: yaml.Node, seen: set[int]) -> int:
    # The line of a node that stands in two places, which only an alias can bring about.
    if id(node) in seen:
        return line_of(node)
    seen.add(id(node))
    return next((found for child in _children(node) if (found := _shared(child, seen))), 0)


def _shown(node: yaml.Node) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else "[...]"
