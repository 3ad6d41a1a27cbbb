"""Tries damaged files one after the other, within limits; a crash ends this process only."""

from __future__ import annotations

import json
import resource
import shutil
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path
from random import Random

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import seeds  # noqa: E402
from trial import AGREEMENTS, tried, tried_rules  # noqa: E402

from checker.read.origin import Database  # noqa: E402

MORE = 2 << 30  # bytes of address space that a file may cost: see checker.read.bounded
QUERY = "SELECT * FROM invoices"
SLOW = 10  # seconds of processor time


def limit_memory() -> None:
    """From here on two gigabytes more than what importing took."""
    size = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = size * resource.getpagesize() + MORE
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def chance_of(reader: str, seed: int, number: int) -> Random:
    """The same file for the same three, whatever was tried before."""
    return Random(f"{reader}/{seed}/{number}")  # noqa: S311  damage, not secrets


def attempt(reader: str, data: bytes, folder: Path) -> dict[str, object]:
    """What became of a file."""
    begin = time.process_time()
    told: dict[str, object] = {"outcome": "read", "failed": ""}
    try:
        if reader in AGREEMENTS:
            told["outcome"] = tried_rules(folder, AGREEMENTS[reader], data).name
        else:
            path = folder / "export"
            path.write_bytes(data)
            given = Database(f"sqlite:///{path}", QUERY) if reader == "sqlite" else path
            told["outcome"] = tried(given, is_einvoice=reader == "xml").name
    except BaseException:  # noqa: BLE001  panics of native code are no Exception
        told["failed"] = traceback.format_exc()
    told["seconds"] = round(time.process_time() - begin, 3)
    if float(str(told["seconds"])) > SLOW and not told["failed"]:
        told["failed"] = f"slow: {told['seconds']} s"
    return told


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(reader: str, seed: int, first: int, count: int) -> None:
    """Prints the number of a file before it is tried, and what became of it after."""
    warnings.simplefilter("error")
    warnings.filterwarnings("ignore", category=ResourceWarning)
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    try:
        seeds.READERS[reader].files()
        limit_memory()
        for number in range(first, first + count):
            say(str(number))
            data = seeds.made(reader, chance_of(reader, seed, number))
            say(json.dumps(attempt(reader, data, folder)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:5]))
