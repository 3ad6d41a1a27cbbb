"""The correction list: columns, order and sentences."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from string import Formatter

import polars as pl
import pytest
import yaml

from checker import messages
from checker.clauses import BY_NAME
from checker.report.columns import COLUMNS, NAMES, correction_list, reason_sentence
from checker.report.wording import money, number

DESIGN = (
    "finding_id debtor debtor_name invoice_number issue_date line_id charge_class clause outcome "
    "stated agreed difference currency correction instruction reason minutes_customer "
    "minutes_supplier handling_cost handling_cost_low handling_cost_high cost_currency owner "
    "source clause_at invoice_at invoice_sha256 stage waived_by waived_until"
)
MESSAGES = Path(messages.__file__).parent
SPACE = "\N{NO-BREAK SPACE}"


def test_columns_are_those_of_the_contract_in_its_order(findings):
    assert list(NAMES) == DESIGN.split()
    assert correction_list(findings, "en").columns == DESIGN.split()


def test_types_are_those_of_the_definition_even_without_findings(findings):
    for frame in (correction_list(findings, "nl"), correction_list(findings.clear(), "nl")):
        assert dict(frame.schema) == {column.name: column.dtype for column in COLUMNS}


def test_what_costs_most_comes_first_then_the_largest_difference(findings):
    shown = correction_list(findings, "en")
    order = shown.select("handling_cost", pl.col("difference").abs()).rows()
    assert order == sorted(order, reverse=True)
    assert shown["outcome"].to_list()[-3:] == ["unknown"] * 3


def test_order_does_not_depend_on_the_order_of_the_findings(findings):
    assert correction_list(findings.reverse(), "en").equals(correction_list(findings, "en"))


VALUES = {
    ("id0", "en"): {"stated": "€7.50", "charge_class": "order costs"},
    ("id0", "nl"): {"stated": f"€{SPACE}7,50", "charge_class": "orderkosten"},
    ("id2", "en"): {"stated": "€1.35", "agreed": "€1.20", "seller_item_id": "4711"},
    ("id3", "en"): {"stated": "20", "agreed": "31.6", "seller_item_id": "0815"},
    ("id3", "nl"): {"stated": "20", "agreed": "31,6", "seller_item_id": "0815"},
    ("id5", "en"): {"stated": "31 Mar 2026", "agreed": "1 Apr 2026"},
    ("id5", "nl"): {"stated": "31-03-2026", "agreed": "01-04-2026"},
    ("id6", "nl"): {"stated": "(niets)"},
    ("id7", "en"): {"stated": "-€12.34", "agreed": "-€12.40"},
}


@pytest.mark.parametrize(("finding_id", "lang"), VALUES)
def test_instruction_is_the_sentence_of_the_kind_with_values_of_the_language(
    findings, finding_id, lang
):
    shown = correction_list(findings, lang).filter(finding_id=finding_id)
    sentence = BY_NAME[shown["clause"].item()].INSTRUCTION[lang]
    assert shown["instruction"].item() == sentence.format(**VALUES[finding_id, lang])
    assert shown["reason"].item() is None


REASONS = {
    ("id8", "en"): "Item 9999 is not on the price list on this date.",
    ("id8", "nl"): "Artikel 9999 staat op deze datum niet op de prijslijst.",
    ("id9", "nl"): "De order staat op meer facturen en wat daarvan bekend is haalt de grens niet.",
    ("id10", "en"): "No agreement is recorded for this debtor; add a file for it to the rules.",
}


@pytest.mark.parametrize(("finding_id", "lang"), REASONS)
def test_reason_is_a_sentence_and_there_is_nothing_to_do(findings, finding_id, lang):
    shown = correction_list(findings, lang).filter(finding_id=finding_id)
    assert shown["reason"].item() == REASONS[finding_id, lang]
    assert shown["instruction"].item() is None


@pytest.mark.parametrize("kind", BY_NAME)
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_everything_a_kind_reads_has_a_reason_when_it_is_missing(kind, lang):
    own = BY_NAME[kind]
    for column in (
        *(own.STATED if column == "stated" else column for column in own.READS),
        "original",
        "anchor:delivery_date",
        "despatch_advice_reference",
    ):
        sentence = reason_sentence(kind, f"missing:{column}", lang)
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "anchor:delivery_date" not in sentence  # the code itself
    assert reason_sentence(kind, "undecided", lang).endswith(".")


def test_sentences_on_what_is_missing_ask_for_nothing_that_nobody_fills_in():
    sentences = yaml.safe_load((MESSAGES / "report.yaml").read_text("utf-8"))
    missing = {key: words for key, words in sentences.items() if key.startswith("reason_missing_")}
    assert missing
    for words in missing.values():
        for sentence in words.values():
            assert {name for _, name, _, _ in Formatter().parse(sentence) if name} <= {
                "seller_item_id"
            }


def test_unknown_class_of_charge_is_shown_without_underscores(findings):
    strange = findings.head(1).with_columns(charge_class=pl.lit("tail_lift"))
    assert "tail lift" in correction_list(strange, "nl")["instruction"].item()


def test_currency_without_a_sign_is_named(findings):
    francs = findings.head(1).with_columns(currency=pl.lit("CHF"))
    assert f"CHF{SPACE}7.50" in correction_list(francs, "en")["instruction"].item()
    none = findings.head(1).with_columns(currency=pl.lit(None, dtype=pl.String))
    sentence = correction_list(none, "en")["instruction"].item()
    assert "7.50" in sentence
    assert "€" not in sentence


def test_large_amounts_have_separators_of_thousands(findings):
    large = findings.head(1).with_columns(stated=pl.lit("-1234567.8901"))
    assert "-€1,234,567.8901" in correction_list(large, "en")["instruction"].item()
    assert f"-€{SPACE}1.234.567,8901" in correction_list(large, "nl")["instruction"].item()
    assert money(Decimal("-1234567.891"), "nl", "EUR") == f"-€{SPACE}1.234.567,89"
    assert number(1000, "en", 0) == "1,000"
