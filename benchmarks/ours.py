"""The whole product: agreement files and an export in, the correction list out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter


def run(folder: Path, output: Path | None) -> dict[str, float]:
    """Seconds of each stage; `output` is the correction list. Without one it only loads."""
    stages: dict[str, float] = {}
    started = perf_counter()

    def done(stage: str) -> None:
        stages[stage] = perf_counter() - started - sum(stages.values())

    from checker.pipeline import check, load_agreements  # noqa: PLC0415  its time is ours too

    done("import")
    agreements = load_agreements(folder / "rules")
    done("load")
    if output is None:
        return stages
    report = check(folder / "invoices.parquet", agreements)
    done("check")
    report.write(output)
    done("write")
    return stages


if __name__ == "__main__":
    folder, *output = map(Path, sys.argv[1:])
    sys.stdout.write(json.dumps(run(folder, output[0] if output else None)))
