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
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    started = perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE)  # noqa: S603  our own modules
    told = process.communicate()[0] if process.stdout is None else process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return Measured(
        wall=wall,
        processor=usage.ru_utime + usage.ru_stime,
        memory=usage.ru_maxrss / 1024,
        stages=json.loads(told) if told else {},
    )


def middle(runs: list[Measured]) -> Measured:
    """The median of each figure."""
    return Measured(
        wall=median(run.wall for run in runs),
        processor=median(run.processor for run in runs),
        memory=median(run.memory for run in runs),
        stages={stage: median(run.stages[stage] for run in runs) for stage in runs[0].stages},
    )
