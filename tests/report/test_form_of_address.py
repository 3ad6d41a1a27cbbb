"""All Dutch sentences say u to their reader."""

from pathlib import Path

import pytest
import yaml

import checker.messages

CATALOGUES = sorted(Path(checker.messages.__file__).parent.glob("*.yaml"))
FAMILIAR = {"je", "jij", "jouw", "jullie"}


@pytest.mark.parametrize("path", CATALOGUES, ids=[path.stem for path in CATALOGUES])
def test_nobody_is_told_je(path):
    sentences = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert sentences
    words = {key: set(said["nl"].lower().split()) for key, said in sentences.items()}
    assert [key for key, said in words.items() if said & FAMILIAR] == []
