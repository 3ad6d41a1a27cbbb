"""Wall time, processor time and peak memory of a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Measured:
    """Seconds, megabytes, and the seconds of the stages that the process told."""

    wall: float
    processor: float
    memory: float
    stages: dict[str, float] = field(default_factory=dict)


def measure(module: str, *arguments: str) -> Measured:
    """One run of a module of this package in a process of its own."""
    figures, told = run("-m", f"benchmarks.{module}", *arguments)
    return Measured(**figures, stages=json.loads(told) if told else {})


def run(*arguments: str) -> tuple[dict[str, float], str]:
    """Wall time, processor time and peak memory of Python with such arguments, and what it told."""
    # The peak of a process begins with what the one that starts it has in use: a small one does.
    command = [sys.executable, __file__, *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)  # noqa: S603
    figures, _, told = done.stdout.partition("\n")
    return json.loads(figures), told


def _run(arguments: list[str]) -> None:
    command = [sys.executable, *arguments]
    started = perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603  ours
    told = process.communicate()[0] if process.stdout is None else process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    processor, memory = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    sys.stdout.write(json.dumps({"wall": wall, "processor": processor, "memory": memory}) + "\n")
    sys.stdout.write(told)


def middle(runs: list[Measured]) -> Measured:
    """The median of each figure."""
    return Measured(
        wall=median(run.wall for run in runs),
        processor=median(run.processor for run in runs),
        memory=median(run.memory for run in runs),
        stages={stage: median(run.stages[stage] for run in runs) for stage in runs[0].stages},
    )


if __name__ == "__main__":
    _run(sys.argv[1:])
