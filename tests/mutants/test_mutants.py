"""Every error that an operator makes in a compliant invoice is found, or its survival explained."""

from __future__ import annotations

import pytest
from case_tables import KINDS
from operators import OPERATORS
from running import HERE, complaints, consequences, of_cases, reasons, wrong_reasons


@pytest.mark.parametrize("kind", KINDS)
def test_every_mutant_is_found_or_explained(kind):
    tally = of_cases(kind)
    problems = [*complaints(tally), *wrong_reasons(tally)]
    problems += [] if tally.found else ["no mutant of this kind is found at all"]
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


def test_reasons_are_of_kinds_and_operators_that_there_are():
    files = {path.stem for path in HERE.glob("*.yaml")}
    assert files <= set(KINDS)
    assert {reason.operator for kind in files for reason in reasons(kind)} <= set(OPERATORS)
    assert {other.also for kind in files for other in consequences(kind)} <= set(KINDS)
