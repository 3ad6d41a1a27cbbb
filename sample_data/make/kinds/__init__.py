"""One module per group of clause kinds; its public functions seed errors and decoys.

A module is found by being here, a function by having no underscore before its name. Functions
are called in the order in which they stand, with the writer of invoices and the answer key.
"""

from __future__ import annotations

from importlib import import_module
from inspect import isfunction
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from key import Key
    from writing import Writer

    Seed = Callable[[Writer, Key], None]


def seeds(group: str = "") -> Iterator[Seed]:
    """The functions of all modules, or of those whose name begins with `group`."""
    for module in sorted(found.name for found in iter_modules(__path__)):
        if not module.startswith(group):
            continue
        for name, value in vars(import_module(f"{__name__}.{module}")).items():
            if isfunction(value) and value.__module__ == f"{__name__}.{module}" and name[0] != "_":
                yield value
