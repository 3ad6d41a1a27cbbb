"""The command line in this process: a process of its own takes two seconds to begin."""

from __future__ import annotations

import io
import os
import sys
from contextlib import ExitStack, chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from unittest import mock

from checker import cli


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def command(*arguments, stdin=None, lang="en_US.UTF-8", cwd="."):
    """What `checker ARGUMENTS` prints, and its exit code; every way out is a SystemExit."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    given = io.TextIOWrapper(io.BytesIO((stdin or "").encode()), encoding="utf-8")
    variables = {"LC_ALL": lang, "COLUMNS": "100"}
    with ExitStack() as stack:
        for context in (
            mock.patch.dict(os.environ, variables),
            mock.patch.object(sys, "argv", ["checker", *map(str, arguments)]),
            mock.patch.object(sys, "stdin", given),
            chdir(cwd),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            stack.enter_context(context)
        try:
            cli.main()
        except SystemExit as end:
            code = end.code
    return Done(code, *(_said(stream) for stream in (out, err)))


def _said(stream):
    stream.flush()
    return stream.buffer.getvalue().decode()
