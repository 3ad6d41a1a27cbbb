"""`checker gate`: may these invoices go out? The verdict as JSON, and in the exit code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from checker.cli.check import run
from checker.cli.options import (
    control_option,
    lang_option,
    on_option,
    reading_options,
    refuse_query,
    register_options,
    rules_option,
)
from checker.cli.pipe import until_unread

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from checker.messages import Lang

EXIT = {"pass": 0, "block": 1, "hold": 3}


@click.command()
@click.argument("source", metavar="FILE")
@rules_option
@click.option("--allow-unknown", is_flag=True, help="Let pass what could not be judged.")
@register_options
@control_option
@reading_options
@on_option
@lang_option
def gate(
    source: str,
    rules: Path,
    on: date | None,
    lang: Lang,
    deliveries: str | None,
    orders: str | None,
    control: str | None,
    *,
    allow_unknown: bool,
    **reading: Any,  # noqa: ANN401
) -> int:
    """Decide whether the draft invoices in FILE (- is standard input) may go out.

    FILE is an export or an e-invoice, or any INPUT of `checker check`.

    Prints the verdict as JSON. Exits with 0 (pass), 1 (block: not as agreed) or 3 (hold: could
    not be judged, so the gate stays closed, unless --allow-unknown; or a total or a figure of
    --control is not what was read). Errors never pass: 4.
    """
    from checker.gate import decide  # noqa: PLC0415  a second of imports

    refuse_query(source, reading["query"])
    registers = {"deliveries": deliveries, "orders": orders}
    report = run(
        source,
        rules,
        stage="draft",
        on=on,
        lang=lang,
        reading=reading,
        registers=registers,
        control=control,
    )
    decision = decide(report, allow_unknown=allow_unknown)
    with until_unread():
        click.echo(json.dumps(decision, ensure_ascii=False, indent=2))
    return EXIT[decision["verdict"]]
