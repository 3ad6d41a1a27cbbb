"""The summary on the screen."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import StringIO

import polars as pl
import pytest
from rich.console import Console

from checker.report.terminal import summary


def shown(result, lang="en", width=100, output=None):
    console = Console(file=StringIO(), width=width, highlight=False)
    summary(result, lang, console, output=output)
    return console.file.getvalue().replace("\N{NO-BREAK SPACE}", " ")


def test_it_says_what_was_read_and_that_it_adds_up(result):
    said = shown(result)
    assert "facturen.csv" in said
    assert "debtor = Debiteurnr." in said
    assert "Read            100  100,000.00" in said
    assert "= read, in rows and in money" in said


def test_money_to_correct_and_cost_are_apart_and_so_are_both_sides(result):
    said = shown(result, "nl")
    found = result.violated
    assert "€ 1.399,62 te veel berekend" in said
    assert "€ 17,50 te weinig berekend" in said
    for side in ("uw klanten", "u ", "samen"):
        assert f"  {side}" in said
    total = found["handling_cost"].sum()
    assert f"€ {total:.2f}".replace(".", ",") in said
    both = total + Decimal("1399.62")
    assert f"{both:.2f}".replace(".", ",") not in said


def test_hours_add_up_as_they_are_shown(result):
    rows = [line.split() for line in shown(result).splitlines() if "€" in line]
    hours = {row[0]: Decimal(row[-4]) for row in rows if row[0] in ("your", "you", "together")}
    assert hours["your"] + hours["you"] == hours["together"] > 0


def test_top_causes_and_the_place_of_the_list(result):
    said = shown(result, output="out/list.xlsx")
    assert "Debtor 10023: set order costs to €0.00." in said
    assert "List: out/list.xlsx" in said
    assert "--output" in shown(result)
    assert "standard output" in shown(result, output="-")


def test_it_says_why_not_everything_was_checked(result):
    said = " ".join(shown(result, "nl", width=200).split())
    assert "(als eerste: facturen.csv:17) 1 rij" in said
    assert "Artikel ... staat op deze datum niet op de prijslijst. 1 punt" in said
    nothing = replace(result, findings=result.violated, rejected=result.rejected.clear(), notes=[])
    assert "Waarom niet" not in shown(nothing, "nl")


def test_saved_and_remarks_are_mentioned(result):
    said = shown(result)
    assert "saved €39.41" in said
    assert result.notes[0].text("en") in said
    assert "1 description looks like a charge" in said


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_it_fits_eighty_columns(result, lang):
    lines = shown(result, lang, width=80).splitlines()
    assert max(map(len, lines)) <= 80
    assert not any("…" in line for line in lines)


def test_nothing_wrong_is_good_news(result):
    fine = replace(result, findings=result.findings.clear(), saved=Decimal(0))
    assert "as agreed" in shown(fine)
    assert "What to mend first" not in shown(fine)


def none_checked(result, judged):
    """Nothing found, and no row that was checked; of one clause so many points were judged."""
    rows = pl.when(pl.col("part") == "checked").then(0).otherwise(pl.col("rows"))
    return replace(
        result,
        findings=result.unknown,
        accounting=result.accounting.with_columns(rows=rows),
        coverage=result.coverage.with_columns(holds=pl.lit(judged), violated=pl.lit(0)),
    )


@pytest.mark.parametrize(
    ("judged", "lang", "said"),
    [
        (0, "en", "Nothing could be checked"),
        (0, "nl", "Er was niets te controleren"),
        (5, "en", "No invoice could be checked in full; what could be checked is as agreed."),
        (5, "nl", "Geen enkele factuur was volledig te controleren"),
    ],
)
def test_nothing_checked_is_no_good_news(result, judged, lang, said):
    found = shown(none_checked(result, judged), lang)
    assert said in found
    assert "Nothing to correct" not in found
    assert "Niets te corrigeren" not in found


def test_it_says_that_not_checkable_counts_whole_invoices(result):
    assert "counts as not checkable with all its rows" in " ".join(shown(result).split())
    whole = result.accounting.filter(pl.col("part") != "not_checkable")
    assert "with all its rows" not in shown(replace(result, accounting=whole))


def test_accounting_that_does_not_add_up_is_not_hidden(result):
    lost = replace(result, accounting=result.accounting.with_columns(rows=pl.lit(1)))
    assert "do not add up" in shown(lost)


def test_text_of_an_export_is_no_markup(result):
    findings = result.findings.with_columns(debtor_name=pl.lit("[bold]B[/bold] [/]"))
    assert "[bold]B[/bold] [/]" in shown(replace(result, findings=findings))


def test_what_it_comes_to_is_said_first(result):
    first, second, third, *_ = shown(result, "nl", width=200).strip().splitlines()
    assert first.endswith("€ 1.399,62 te veel berekend  ·  € 17,50 te weinig berekend")
    assert first.split(" op ")[0] == f"{result.violated.height} correcties"
    assert second.startswith("Niet te controleren: ")
    assert third == "Apart gezet, niet gecontroleerd: 2 rijen."
    assert shown(result).strip().splitlines()[2].startswith("Set apart, not checked: ")


@pytest.mark.parametrize(
    ("export", "told"),
    [
        ("synonyms", "kolommen gevonden via hun koppen"),
        ("ons_erp", "kolommen gevonden via ons_erp"),
    ],
)
def test_it_names_what_the_columns_were_found_by(result, export, told):
    made_from = result.provenance | {"export": export}
    assert told in shown(replace(result, provenance=made_from), "nl")
