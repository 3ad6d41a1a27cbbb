"""One decision about invoices that are about to go out. It fails closed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal, TypedDict

import polars as pl

from checker.report.tables import json_lines

if TYPE_CHECKING:
    from checker.pipeline import Report

Verdict = Literal["pass", "block", "hold"]


class Decision(TypedDict):
    """What the gate says: the verdict, what was read, and the findings as in the JSON list."""

    verdict: Verdict
    invoices: int
    violated: int
    unknown: int
    rejected: int
    totals_differ: int
    findings: list[dict[str, Any]]
    provenance: dict[str, str]


def decide(report: Report, *, allow_unknown: bool = False) -> Decision:
    """The decision on all invoices of a report together.

    `block` if anything is not as agreed. `hold` if a finding is unknown, a row was rejected, or
    a totals row is not the sum of its lines; `allow_unknown` lets unknown findings pass, and
    nothing else.
    """
    result = report.result
    rejected = result.rejected.height
    differ = result.totals.filter(pl.col("stated").ne_missing(pl.col("computed"))).height
    in_doubt = rejected or differ or (report.unknown and not allow_unknown)
    verdict: Verdict = "block" if report.violated else "hold" if in_doubt else "pass"
    return {
        "verdict": verdict,
        "invoices": report.invoices,
        "violated": report.violated,
        "unknown": report.unknown,
        "rejected": rejected,
        "totals_differ": differ,
        "findings": [json.loads(line) for line in json_lines(result.findings, report.lang)],
        "provenance": report.provenance,
    }
