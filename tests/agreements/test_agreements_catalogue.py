"""The catalogue: every kind has its page, and `rules/CLAUSES.md` is that page."""

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from checker.agreements import explain, explain_all
from checker.agreements.catalogue import HEADINGS, sections
from checker.agreements.papers import NOT_AGREED
from checker.agreements.parameters import parameters
from checker.clause import name
from checker.clauses import BY_NAME, KINDS
from checker.errors import SettingsError
from checker.fields import FIELDS

CLAUSES = Path(__file__).parents[2] / "rules" / "CLAUSES.md"
KIND = pytest.mark.parametrize("kind", KINDS, ids=list(BY_NAME))


@KIND
def test_a_docstring_has_the_four_headings_in_order(kind):
    found = re.findall(r"^(.+)\n-{3,}$", inspect.cleandoc(kind.__doc__), flags=re.MULTILINE)
    assert tuple(found) == HEADINGS
    assert all(sections(kind).values())


@KIND
def test_the_example_of_a_docstring_can_be_put_into_a_file(kind):
    example = yaml.load(sections(kind)["Example"], Loader=yaml.BaseLoader)  # noqa: S506  types nothing
    ((word, raw),) = example.items()
    assert word == name(kind)
    assert raw != NOT_AGREED
    assert parameters(word, raw)[1] == ()


@KIND
def test_titles_are_in_both_languages_and_the_field_is_in_the_dictionary(kind):
    assert set(kind.TITLE) == {"nl", "en"}
    assert kind.FIELD in FIELDS


@KIND
def test_a_page_has_all_that_is_known_of_a_kind(kind):
    page = explain(name(kind), "nl")
    assert page.startswith(f"{name(kind)}: {kind.TITLE['nl']}\n===")
    for part in (*HEADINGS, *kind.READS, kind.FIELD, FIELDS[kind.FIELD].bt, kind.OWNER):
        assert part in page
    for entry, field in kind.Params.model_fields.items():
        of_every_kind = entry in {"only", "without"}
        assert (f"`{field.alias or entry}`" in page) is not of_every_kind


def test_the_table_of_parameters():
    page = explain("charge_free_from", "en")
    table = page[page.index("Parameters\n") :]
    rows = [re.split(r" {2,}", line) for line in table.splitlines() if line.startswith("`")]
    assert rows == [
        ["`section`", "text", 'where in the paper: "4.2"'],
        ["`class`", "text", "must be there", "a class of _charges.yaml"],
        ["`from`", "number ≥ 0", "must be there", "currency of the invoice, see basis"],
        ["`operator`", "`>=`, `>`", "`>=`", "is the limit itself free?"],
        ["`basis`", "`goods_net`, `goods_and_charges_net`, `gross`", "`goods_net`",
         "which value is compared"],
        ["`scope`", "`order`, `delivery`, `invoice`", "`order`", "the value of what"],
        ["`below`", "number ≥ 0", "charge under the limit, without VAT"],
        ["`anchor`", "`order_date`, `delivery_date`, `issue_date`", "`order_date`",
         "the date that picks the paper"],
    ]  # fmt: skip


def test_how_a_kind_is_judged():
    page = explain("discount_line", "en")
    assert "Field: `line_allowance_percentage` (BT-138, Discount %)" in page
    assert "Compared value: `effective_discount`" in page
    assert "On a credit note: compared with the invoice that it credits" in page
    assert "`percent`    number or a list" in page


def test_a_tolerance_in_percent_is_shown_as_one():
    assert "`{percent: 2.00}`" in explain("price_unit", "en")


def test_without_a_kind_all_kinds_are_listed_in_order():
    found = [line.split()[0] for line in explain(None, "nl").splitlines()[2:11]]
    assert found == list(BY_NAME)[:9]
    assert len(explain(None, "nl").splitlines()) == len(BY_NAME) + 4


def test_an_unknown_kind_gets_the_nearest():
    with pytest.raises(SettingsError) as error:
        explain("charge_forbiden", "nl")
    assert "bedoelde u `charge_forbidden`?" in error.value.text("nl")


def test_the_file_in_rules_is_what_the_modules_say():
    assert CLAUSES.read_text(encoding="utf-8") == explain_all(), "run `make catalogue`"


def test_the_catalogue_has_both_languages_and_all_kinds_in_order():
    text = explain_all(markdown=True)
    assert re.findall(r"^## (.+)$", text, flags=re.MULTILINE) == list(BY_NAME)
    for kind in KINDS:
        assert f"{kind.TITLE['nl']} / {kind.TITLE['en']}" in text
    assert text.count("```yaml") == len(KINDS)


def test_agreements_are_read_without_pandera_and_pandas():
    code = (
        "import sys, checker.agreements as a; a.explain('charge_fixed', 'nl'); print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "polars" in loaded
    heavy = {"pandera", "pandas", "openpyxl", "python_calamine", "pyarrow", "rich", "click"}
    assert not heavy & set(loaded)


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("price_unit", "`factors` .* `\\[10.00, 12.00, 100.00, 1000.00\\]`"),
        ("quantity_ordered", "`partial` .* `true`"),
    ],
)
def test_a_default_stands_as_it_is_written_in_a_file(kind, row):
    assert re.search(row, explain(kind, "en"))
