"""Damages files of every format and reads them: make fuzz SECONDS=60 SEED=1 READERS="xlsx pdf"."""

from __future__ import annotations

import argparse
import json
import os
import queue
import resource
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import seeds  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402
from worker import chance_of  # noqa: E402

BATCH = 500  # files per process
PATIENCE = 60  # seconds without a word are a hang


@dataclass
class Tally:
    """What became of the files of a reader."""

    reader: str
    seed: int
    files: int = 0
    seconds: float = 0
    slowest: float = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    failed: dict[int, str] = field(default_factory=dict)

    def take(self, number: int, line: str) -> None:
        told = json.loads(line)
        self.files += 1
        self.slowest = max(self.slowest, told["seconds"])
        self.outcomes[told["outcome"]] += 1
        if told["failed"]:
            self.failed[number] = told["failed"]


def batch(tally: Tally, first: int, count: int) -> int:
    """Tries files in a process of their own; the number after the last that was tried."""
    command = [
        sys.executable,
        HERE / "worker.py",
        tally.reader,
        *map(str, (tally.seed, first, count)),
    ]
    environment = os.environ | {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )
    lines: queue.Queue[str | None] = queue.Queue()
    errors: list[str] = []
    threading.Thread(target=lambda: [*map(lines.put, process.stdout), lines.put(None)]).start()
    threading.Thread(target=lambda: errors.extend(process.stderr)).start()
    number, open_ = first - 1, False
    while True:
        try:
            line = lines.get(timeout=PATIENCE)
        except queue.Empty:
            process.kill()
            tally.files += 1
            tally.failed[number] = f"hang: no answer within {PATIENCE} s"
            break
        if line is None:
            break
        if line.startswith("{"):
            tally.take(number, line)
            open_ = False
        else:
            number, open_ = int(line), True
    code = process.wait()
    if open_ and number not in tally.failed:
        tally.files += 1
        tally.failed[number] = f"the process ended with {code}: {''.join(errors)[-1500:]}"
    elif code and not open_:
        raise SystemExit("".join(errors))
    return number + 1


def run(reader: str, seed: int, seconds: float) -> Tally:
    """Tries files of a reader until they have taken so much time of the processor."""
    tally, number, begin = Tally(reader, seed), 0, used()
    while (spent := used() - begin) < seconds:
        done = tally.files / spent if tally.files else 0
        number = batch(tally, number, min(BATCH, max(20, int(done * (seconds - spent)))))
    tally.seconds = used() - begin
    return tally


def used() -> float:
    """Seconds of the processor that all processes which have ended took."""
    about = resource.getrusage(resource.RUSAGE_CHILDREN)
    return about.ru_utime + about.ru_stime


def keep(tally: Tally, folder: Path) -> None:
    """Writes the files that failed, and how."""
    for number, why in tally.failed.items():
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{tally.reader}-{tally.seed}-{number}"
        (folder / name).write_bytes(
            seeds.made(tally.reader, chance_of(tally.reader, tally.seed, number))
        )
        (folder / f"{name}.txt").write_text(why, encoding="utf-8")


def main() -> int:
    """The table of readers, then what failed; 1 if anything did."""
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument(
        "readers", nargs="*", default=[r for r in seeds.READERS if seeds.READERS[r].files()]
    )
    parse.add_argument("--seconds", type=float, default=60, help="of the processor, per reader")
    parse.add_argument("--seed", type=int, default=int(time.time()), help="the same files again")
    parse.add_argument(
        "--keep", type=Path, default=Path("out/fuzz"), help="where failures are kept"
    )
    asked = parse.parse_args()
    console = Console(width=120)
    console.print(f"seed {asked.seed}, {asked.seconds:g} s per reader")
    table = Table("Reader", "Files", "Seconds", "Read", "Refused", "Slowest", "Failed")
    failed = 0
    for reader in asked.readers:
        tally = run(reader, asked.seed, asked.seconds)
        keep(tally, asked.keep)
        read = tally.outcomes["read"]
        refused = sum(tally.outcomes.values()) - read
        table.add_row(
            reader,
            *map(str, (tally.files, round(tally.seconds), read, refused)),
            *(f"{tally.slowest:.1f} s", str(len(tally.failed))),
        )
        failed += len(tally.failed)
        causes = Counter(why.strip().splitlines()[-1][:200] for why in tally.failed.values())
        for cause, count in causes.most_common():
            console.print(f"{reader}: {count} x {cause}", markup=False, soft_wrap=True)
    console.print(table)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
