"""Every mistake in an agreement file is told with its line, its key and what to do.

A file in `bad/` is put as `10023-acme.yaml` beside the files of `base/`. Its first lines say what
is expected: `# expect: <line>: <key>: <key or words of the message>`.
"""

import re
import shutil
from pathlib import Path

import pytest

from checker.agreements import load
from checker.errors import AgreementError, Problem, SettingsError
from checker.messages import LANGS

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad").glob("*.yaml"))
CLASSES = ("order_costs", "freight", "packaging")
EXPECT = re.compile(r"# expect: (\d+): (\S+): (.+)")


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return shutil.copytree(HERE / "base", tmp_path / "rules")


def problems(rules: Path, content: bytes, name: str = "10023-acme.yaml") -> list[Problem]:
    (rules / name).write_bytes(content)
    with pytest.raises(AgreementError) as error:
        load(rules, classes=CLASSES)
    return error.value.problems


def expected(path: Path) -> list[tuple[int, str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [match for line in lines if (match := EXPECT.fullmatch(line))]
    return [(int(line), key, words) for line, key, words in (m.groups() for m in found)]


@pytest.mark.parametrize("path", BAD, ids=[path.stem for path in BAD])
def test_each_mistake_is_told_where_it_stands(rules, path):
    found = problems(rules, path.read_bytes())
    wanted = expected(path)
    assert wanted
    assert [(p.line, p.key) for p in found] == [(line, key) for line, key, _ in wanted]
    for problem, (_, _, words) in zip(found, wanted, strict=True):
        by_key = problem.message.key == f"agreements.{words}"
        assert by_key or words in problem.message.text("en"), problem.text()
        assert problem.file.endswith("rules/10023-acme.yaml")
        assert all(problem.text(lang) for lang in LANGS)


def test_all_mistakes_of_all_files_are_told_at_once_in_order(rules):
    (rules / "10024-b.yaml").write_text('debtor: "10024"\nname: B\nsize: huge\n')
    (rules / "_groups" / "north.yaml").write_text("group: south\nname: N\ndocuments: []\n")
    found = problems(rules, b"debtor: 10023\nname: A\ngroup: west\n")
    assert [(Path(p.file).name, p.line, p.key) for p in found] == [
        ("10023-acme.yaml", 3, "group"),
        ("10024-b.yaml", 3, "size"),
        ("north.yaml", 1, "group"),
    ]


def test_two_files_of_one_debtor_are_both_named(rules):
    (rules / "00010023.yaml").write_text("debtor: 00010023\nname: A\n")
    (found,) = problems(rules, b"debtor: 10023\nname: A\n")
    assert found.file.endswith("10023-acme.yaml")
    assert "00010023.yaml:1" in found.text()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("legal_registration: 12345678", "legal_registration: 1234.5678"),
        ("legal_registration: 12345678", "electronic_address: 0106:12345678"),
        ("electronic_address: EM:in@acme.nl", "electronic_address: EM:In@Acme.nl"),
    ],
)
def test_an_identifier_of_two_debtors_is_told_with_both(rules, one, other):
    (rules / "10023-acme.yaml").write_text(f"debtor: 10023\nname: A\nidentifiers: {{{one}}}\n")
    content = f"debtor: 10024\nname: B\nidentifiers:\n  gln: 8712345000004\n  {other}\n"
    (found,) = problems(rules, content.encode(), "10024-b.yaml")
    assert (Path(found.file).name, found.line, found.key) == ("10024-b.yaml", 5, "identifiers")
    assert "debtor 10023" in found.text()
    assert "10023-acme.yaml:3" in found.text()


BRANCHES = {
    "each has a GLN": ('vat: BE0417497106, gln: "8712345000004"', 'vat: BE0417497106, gln: "4035811991014"', 0),
    "one has nothing else": ('vat: BE0417497106, gln: "8712345000004"', "vat: BE0417497106", 1),
    "the other has nothing else": ("vat: BE0417497106", 'vat: BE0417497106, gln: "8712345000004"', 1),
    "all is the same": ('vat: BE0417497106, gln: "8712345000004"', 'vat: BE0417497106, gln: "8712345000004"', 2),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other", "count"), BRANCHES.values(), ids=list(BRANCHES))
def test_branches_may_share_what_their_own_numbers_tell_apart(one, other, count, rules):
    (rules / "10023-acme.yaml").write_text(f"debtor: 10023\nname: A\nidentifiers: {{{one}}}\n")
    content = f"debtor: 10024\nname: B\nidentifiers: {{{other}}}\n"
    if count:
        found = problems(rules, content.encode(), "10024-b.yaml")
        assert [each.key for each in found] == ["identifiers"] * count
    else:
        (rules / "10024-b.yaml").write_text(content)
        assert {"10023", "10024"} <= load(rules, classes=CLASSES).keys.keys()


def test_a_contradiction_of_default_and_group_is_told_once_for_all_debtors(rules):
    group = rules / "_groups" / "north.yaml"
    group.write_text(group.read_text() + "      charge_forbidden: {class: packaging}\n")
    for number in range(30_000, 30_005):
        (rules / f"{number}.yaml").write_text(f"debtor: {number}\nname: A\ngroup: north\n")
    (found,) = problems(rules, b"debtor: 10023\nname: A\ngroup: north\n")
    assert (Path(found.file).name, found.line) == ("north.yaml", 8)
    assert "_default.yaml:7" in found.text()


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"debtor: 10023\nname: Caf\xe9\n", 2, "agreements.not_utf8"),
        (b"debtor: 10023\nname: \x00\n", 1, "agreements.not_yaml"),
        (b"[" * 5000, 2, "agreements.not_yaml"),
        (b"\xef\xbb\xbf", 1, "agreements.empty_file"),
    ],
)
def test_a_file_that_is_no_text_is_refused(rules, content, line, message):
    (found,) = problems(rules, content)
    assert (found.line, found.message.key) == (line, message)


def test_an_agreement_error_prints_one_line_per_mistake_and_how_many(rules):
    (rules / "10023-acme.yaml").write_text("debtor: 10023\nname: A\ngrop: x\nsise: large\n")
    with pytest.raises(AgreementError) as error:
        load(rules)
    lines = error.value.text("en").splitlines()
    assert lines[0].endswith("10023-acme.yaml:3: grop: unknown key; did you mean `group`?")
    assert lines[1].endswith("10023-acme.yaml:4: sise: unknown key; did you mean `size`?")
    assert lines[2].startswith("2 mistake(s)")


@pytest.mark.parametrize("folder", ["missing", "without_files"])
def test_a_folder_without_agreements_is_refused(tmp_path, folder):
    (tmp_path / "without_files").mkdir()
    with pytest.raises(SettingsError) as error:
        load(tmp_path / folder)
    assert folder in error.value.text("nl")
