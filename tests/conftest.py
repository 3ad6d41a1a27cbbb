"""Shared by all tests: the helpers in build.py, and where the real data is."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

os.environ["CHECKER_CACHE"] = "off"  # nothing of a test stays in somebody's home
sys.path.insert(0, str(Path(__file__).parent))
ROOT = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="accept the output as expected")


@pytest.fixture(scope="session")
def real_data() -> Path:
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real invoices are not part of the project")
    return folder
