"""One decision about invoices that are about to go out. It fails closed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal, TypedDict

import polars as pl

from checker.control import CONTROL, differing
from checker.messages import text
from checker.report.control import TEXTS, as_json
from checker.report.tables import json_lines

if TYPE_CHECKING:
    from checker.pipeline import Report

Verdict = Literal["pass", "block", "hold"]


class Decision(TypedDict):
    """What the gate says: the verdict, what was read, and the findings as in the JSON list.

    `rejected_rows` says where each stands and why. `figures` are those of the input; `control` has
    the figures of the user, equal or not, and those of totals rows and e-invoices that differ:
    `totals_differ` of them.
    """

    verdict: Verdict
    invoices: int
    violated: int
    unknown: int
    rejected: int
    totals_differ: int
    rejected_rows: list[dict[str, str | None]]
    figures: list[dict[str, Any]]
    control: list[dict[str, Any]]
    findings: list[dict[str, Any]]
    provenance: dict[str, str]


def decide(report: Report, *, allow_unknown: bool = False) -> Decision:
    """The decision on all invoices of a report together.

    `block` if anything is not as agreed. `hold` if a finding is unknown, a row was rejected (unless
    it is one of text, without any figure), a total is not that of its lines, or a control figure
    is not as stated; `allow_unknown` lets unknown findings pass, and nothing else.
    """
    result = report.result
    lost = not result.rejected["reason"].is_in(TEXTS).all()
    own = pl.col("kind") == CONTROL
    different = differing(result.compared)
    differ = different.filter(~own).height
    in_doubt = lost or different.height or (report.unknown and not allow_unknown)
    verdict: Verdict = "block" if report.violated else "hold" if in_doubt else "pass"
    return {
        "verdict": verdict,
        "invoices": report.invoices,
        "violated": report.violated,
        "unknown": report.unknown,
        "rejected": result.rejected.height,
        "totals_differ": differ,
        "rejected_rows": [
            {"at": at, "reason": text(reason, report.lang), "found": found}
            for at, reason, found in result.rejected.select("at", "reason", "found").iter_rows()
        ],
        "figures": as_json(result.figures),
        "control": as_json(pl.concat([result.compared.filter(own), different.filter(~own)])),
        "findings": [json.loads(line) for line in json_lines(result.findings, report.lang)],
        "provenance": report.provenance,
    }
