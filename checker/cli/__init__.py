"""The command line: the only place that prints, exits, and reads clock and environment.

Exit codes: 0 nothing violated, 1 violations (gate: blocked), 2 wrong usage, 3 gate: could not
be judged, 4 input, agreements or settings unusable or control figures not as stated, 70 our own
crash.
"""

from __future__ import annotations

import io
import sys
import traceback
from itertools import pairwise
from typing import NoReturn

import click

from checker.address import scrub
from checker.cli.check import check
from checker.cli.demo import demo
from checker.cli.gate import gate
from checker.cli.options import default_lang
from checker.cli.read import read
from checker.cli.rules import rules
from checker.errors import CheckerError
from checker.messages import LANGS, Lang, text

UNUSABLE, CRASH, INTERRUPTED = 4, 70, 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="checker")
def cli() -> None:
    """Check invoices against what was agreed with each debtor."""


for command in (check, gate, read, rules, demo):
    cli.add_command(command)


def main() -> NoReturn:
    """Runs the command line; every way out is one of the exit codes above."""
    try:
        code = cli.main(standalone_mode=False) or 0
    except click.exceptions.Abort:
        code = INTERRUPTED
    except click.ClickException as error:
        error.show(said := io.StringIO())
        click.echo(scrub(said.getvalue(), sys.argv), err=True, nl=False)
        code = error.exit_code
    except CheckerError as error:
        click.echo(scrub(error.text(chosen_lang()), sys.argv), err=True)
        code = UNUSABLE
    except Exception:  # noqa: BLE001  a crash must not look like violations (1)
        click.echo(scrub(traceback.format_exc(), sys.argv), err=True, nl=False)
        click.echo(text("cli.crash", chosen_lang()), err=True)
        code = CRASH
    sys.exit(code)


def chosen_lang() -> Lang:
    """The language of the command that failed, or that of the user's locale."""
    words = " ".join(sys.argv[1:]).replace("--lang=", "--lang ").split()
    asked = [after for word, after in pairwise(words) if word == "--lang"]
    return next((lang for lang in LANGS if lang in asked), default_lang())
