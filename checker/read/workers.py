"""Batches of e-invoices read by several processes, once there are so many that it pays.

The processes are started by command and not by `multiprocessing`, which would run the main module
of whoever called us once more in each of them.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import chain, islice
from queue import SimpleQueue
from typing import TYPE_CHECKING, cast

from checker.errors import InputError
from checker.read.part import Part, read_part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checker.read.part import Content

ALONE = 8
"""Batches. A process takes 0.8 s to start and a batch (250 files of 10 lines) 0.4 s, of processor:
two are even with one at four batches. At eight they save a quarter of the wait, for 1.6 s more.
"""
MOST_WORKERS = 16  # beyond, the one that hands out and puts together is what they wait for
# Ctrl-C goes to all processes of a terminal; here it is for us to end the others.
START = """
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
from checker.read.worker import main
main()
"""
AHEAD = 2  # batches per process that are in memory


def parts(batches: Iterator[list[Content]], source: str) -> Iterator[Part]:
    """What came of the batches, in their order. Raises InputError: a process broke down."""
    first = list(islice(batches, ALONE + 1))
    workers = min(_processors(), MOST_WORKERS)
    if len(first) <= ALONE or workers == 1:
        return map(read_part, chain(first, batches))
    return in_parallel(chain(first, batches), source, workers)


def _processors() -> int:
    """How many this process may use."""
    if not sys.executable:  # within another program there is nothing to start
        return 1
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_parallel(batches: Iterable[list[Content]], source: str, workers: int) -> Iterator[Part]:
    """The same, by so many processes."""
    team = [_Worker() for _ in range(workers)]
    idle: SimpleQueue[_Worker] = SimpleQueue()
    for worker in team:
        idle.put(worker)

    def read(batch: list[Content]) -> Part:
        worker = idle.get()
        try:
            return worker.read(batch, source)
        finally:
            idle.put(worker)

    threads = ThreadPoolExecutor(workers)
    waiting: deque[Future[Part]] = deque()
    try:
        for batch in batches:
            waiting.append(threads.submit(read, batch))
            if len(waiting) >= AHEAD * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for worker in team:
            worker.process.kill()  # a thread that waits for one goes on once that has ended
        threads.shutdown(cancel_futures=True)
        for worker in team:
            worker.close()


class _Worker:
    """A process that reads one batch after the other."""

    def __init__(self) -> None:
        # The same packages as here, and none from the folder in which the user happens to be.
        path = os.pathsep.join(each for each in sys.path if each)
        # Several processes with as many threads each would be in each other's way.
        own = {"PYTHONPATH": path, "POLARS_MAX_THREADS": "1"}
        self.process = subprocess.Popen(  # noqa: S603  our own module
            [sys.executable, "-P", "-c", START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | own,
        )

    def read(self, batch: list[Content], source: str) -> Part:
        """What came of a batch. Raises InputError: the process did not live to tell."""
        given, told = self.process.stdin, self.process.stdout
        assert given is not None  # noqa: S101  both are pipes
        assert told is not None  # noqa: S101
        try:
            pickle.dump(batch, given, protocol=pickle.HIGHEST_PROTOCOL)
            given.flush()
            return cast("Part", pickle.load(told))  # noqa: S301  our own process
        except (OSError, EOFError, pickle.UnpicklingError):
            raise InputError(
                "read.worker_ended",
                source=source,
                code=self.process.wait(),
                first=batch[0].name,
                last=batch[-1].name,
            ) from None

    def close(self) -> None:
        """Lets go of a process that has been ended."""
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):  # what it has not read any more
                if pipe is not None:
                    pipe.close()
