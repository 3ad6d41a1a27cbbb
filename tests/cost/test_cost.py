"""What errors cost. Amounts in EUR at the figures of rules/_costs.yaml, unless a test says so."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from checker.cost import cost, prevented, remarks
from checker.finding import COSTED

ONE_INVOICE = [("1250.00", "1512.50")]
CUSTOMER = Decimal("11.25")  # 15 minutes
SUPPLIER = Decimal("22.50")  # 30 minutes
REMINDER = Decimal("1.275")  # 0.34 x 5 minutes
INTEREST = Decimal("1512.50") * Decimal("0.1015") * 14 / 365  # 5.89
SUPPLIER_SHARE = Decimal("29.66")  # the three above
FURTHER = Decimal("3.75")  # 5 minutes
SUPPLEMENTARY = Decimal("7.50")  # 10 minutes
DRAFT = Decimal("1.50")  # 2 minutes
DRAFT_FURTHER = Decimal("0.75")  # 1 minute
CALL_CUSTOMER = CALL_SUPPLIER = Decimal("3.75")  # 5 minutes each
CENT = Decimal("0.01")


def column(frame, name="handling_cost"):
    return frame[name].to_list()


def test_worked_example_of_order_costs_of_7_50_on_an_invoice_of_1250(
    costs, make_findings, make_documents
):
    (row,) = cost(make_findings((0, "7.50")), make_documents(*ONE_INVOICE), costs).to_dicts()

    assert INTEREST.quantize(CENT) == Decimal("5.89")
    assert (SUPPLIER + REMINDER + INTEREST).quantize(CENT) == SUPPLIER_SHARE
    assert row["handling_cost_customer"] == CUSTOMER
    assert row["handling_cost_supplier"] == SUPPLIER_SHARE
    assert row["handling_cost"] == Decimal("40.91")
    assert row["difference"] == Decimal("7.50")  # the cost is never added to it
    assert row["cost_currency"] == "EUR"


def test_minutes_are_those_of_the_chain_and_the_chance_of_a_reminder(
    costs, make_findings, make_documents
):
    (row,) = cost(make_findings((0, "7.50")), make_documents(*ONE_INVOICE), costs).to_dicts()
    assert row["minutes_customer"] == 15
    assert row["minutes_supplier"] == 30 + Decimal("0.34") * 5


@pytest.mark.parametrize(
    ("scenario", "customer", "supplier"), [("low", 15, 15), ("likely", 15, 30)]
)
def test_the_eight_steps_add_up_to_the_minutes_of_the_article(costs, scenario, customer, supplier):
    minutes = {"customer": Decimal(0), "supplier": Decimal(0)}
    for step in costs.steps:
        if step.step and step.per != "further" and step.step != 6:  # the reminder comes on top
            party = "customer" if step.who == "customer" else "supplier"
            minutes[party] += step.expected(step.minutes, scenario)
    assert minutes == {"customer": customer, "supplier": supplier}
    assert {step.step for step in costs.steps if step.step} == set(range(1, 9))


def test_low_likely_high_go_up_and_are_the_sums_of_both_sides(costs, make_findings, make_documents):
    (row,) = cost(make_findings((0, "7.50")), make_documents(*ONE_INVOICE), costs).to_dicts()
    assert row["handling_cost_low"] < row["handling_cost"] < row["handling_cost_high"]
    for end in ("_low", "", "_high"):
        parts = row[f"handling_cost_customer{end}"] + row[f"handling_cost_supplier{end}"]
        assert row[f"handling_cost{end}"] == parts


def test_second_finding_of_an_invoice_adds_five_minutes_and_the_largest_carries_the_rest(
    costs, make_findings, make_documents
):
    found = cost(
        make_findings((0, "7.50"), (0, "12.00"), (0, "0")), make_documents(*ONE_INVOICE), costs
    )
    assert column(found) == [FURTHER, Decimal("40.91"), FURTHER]
    assert column(found, "minutes_customer") == [0, 15, 0]


def test_of_equal_amounts_the_first_finding_carries(costs, make_findings, make_documents):
    found = cost(make_findings((0, "7.50"), (0, "7.50")), make_documents(*ONE_INVOICE), costs)
    assert column(found) == [Decimal("40.91"), FURTHER]


def test_error_without_money_is_noticed_too(costs, make_findings, make_documents):
    found = cost(make_findings((0, "0")), make_documents(*ONE_INVOICE), costs)
    assert column(found) == [Decimal("40.91")]


def test_one_contact_covers_the_invoices_of_a_debtor_in_one_week(
    costs, make_findings, make_documents
):
    days = [dt.date(2026, 3, 8), dt.date(2026, 3, 2), dt.date(2026, 3, 9)]  # Sun, Mon, next Mon
    found = cost(
        make_findings((0, "7.50"), (1, "7.50"), (2, "7.50"), issue_date=days),
        make_documents(*ONE_INVOICE * 3),
        costs,
    )
    with_call, without = CUSTOMER, CUSTOMER - CALL_CUSTOMER
    assert column(found, "handling_cost_customer") == [without, with_call, with_call]
    without = SUPPLIER_SHARE - CALL_SUPPLIER
    assert column(found, "handling_cost_supplier") == [without, SUPPLIER_SHARE, SUPPLIER_SHARE]


def test_two_debtors_make_two_contacts(costs, make_findings, make_documents):
    findings = make_findings((0, "7.50"), (1, "7.50"), debtor=["10023", "10024"])
    found = cost(findings, make_documents(*ONE_INVOICE * 2), costs)
    assert column(found) == [Decimal("40.91"), Decimal("40.91")]


def test_contact_period_is_a_parameter(costs, make_findings, make_documents):
    findings = make_findings((0, "7.50"), (1, "7.50"))
    documents = make_documents(*ONE_INVOICE * 2)
    per_invoice = costs.model_copy(update={"contact_period": "invoice"})
    assert column(cost(findings, documents, per_invoice)) == [Decimal("40.91")] * 2
    per_month = costs.model_copy(update={"contact_period": "month"})
    apart = make_findings(
        (0, "7.50"), (1, "7.50"), issue_date=[dt.date(2026, 3, 2), dt.date(2026, 3, 31)]
    )
    assert column(cost(apart, documents, per_month))[1] < Decimal("40.91")


def test_charged_too_little_costs_a_supplementary_invoice_only(
    costs, make_findings, make_documents
):
    found = cost(make_findings((0, "-3.00"), (0, "-9.00")), make_documents(*ONE_INVOICE), costs)
    assert column(found) == [0, SUPPLEMENTARY]
    assert column(found, "handling_cost_customer") == [0, 0]


def test_unknown_costs_nothing(costs, make_findings, make_documents):
    found = cost(make_findings((0, "0", "unknown")), make_documents(*ONE_INVOICE), costs)
    assert {found[c].sum() for c in COSTED if c != "cost_currency"} == {0}


def test_draft_costs_its_correction_only(costs, make_findings, make_documents):
    findings = make_findings((0, "7.50"), (0, "-1.00"), stage="draft")
    found = cost(findings, make_documents(*ONE_INVOICE), costs)
    assert column(found) == [DRAFT, DRAFT_FURTHER]
    assert column(found, "handling_cost_customer") == [0, 0]
    assert column(found, "minutes_supplier") == [2, 1]


def test_paid_invoice_has_no_withholding_reminder_or_interest(costs, make_findings, make_documents):
    found = cost(make_findings((0, "7.50"), stage="paid"), make_documents(*ONE_INVOICE), costs)
    assert column(found, "handling_cost_supplier") == [SUPPLIER]
    assert column(found, "handling_cost_customer") == [CUSTOMER - Decimal("3.75")]


def test_prevented_is_the_cost_as_issued_minus_the_correction_of_the_draft(
    costs, make_findings, make_documents
):
    documents = make_documents(*ONE_INVOICE)
    assert prevented(make_findings((0, "7.50"), stage="draft"), documents, costs) == (
        Decimal("40.91") - DRAFT
    )
    assert prevented(make_findings((0, "7.50"), stage="issued"), documents, costs) == 0


@pytest.mark.parametrize(
    ("amounts", "supplier"),
    [
        (("1250.00", None), "29.66"),  # 21 % VAT is added
        (("0", "3025.00"), "35.55"),  # twice the interest: 23.775 + 11.777
        (("0", None), "23.78"),  # nothing withheld: no interest
        (("-100", "-121.00"), "23.78"),  # a credit note withholds nothing
    ],
)
def test_interest_is_on_the_whole_invoice_with_vat(
    costs, make_findings, make_documents, amounts, supplier
):
    found = cost(make_findings((0, "7.50")), make_documents(amounts), costs)
    assert column(found, "handling_cost_supplier") == [Decimal(supplier)]


def test_interest_of_a_very_large_invoice_is_exact(costs, make_findings, make_documents):
    gross = Decimal("9876543210.98")
    found = cost(make_findings((0, "1")), make_documents(("0", str(gross))), costs)
    interest = gross * Decimal("0.1015") * 14 / 365
    expected = (SUPPLIER + REMINDER + interest).quantize(CENT)
    assert column(found, "handling_cost_supplier") == [expected]


def test_other_currency_needs_an_exchange_rate_and_is_mentioned_without_one(
    costs, make_findings, make_documents
):
    findings = make_findings((0, "7.50"))
    documents = make_documents(*ONE_INVOICE, currency=["USD"])
    found = cost(findings, documents, costs)
    assert column(found, "handling_cost_supplier") == [Decimal("23.78")]
    (remark,) = remarks(findings, documents, costs)
    assert "USD" in remark.text("nl")
    assert "1" in remark.text("en")

    half = costs.interest.vat.model_copy(
        update=dict.fromkeys(("low", "likely", "high"), Decimal("0.5"))
    )
    known = costs.model_copy(update={"exchange_rate": {"USD": half}})
    found = cost(findings, documents, known)
    assert column(found, "handling_cost_supplier") == [Decimal("26.72")]  # 23.775 + 2.944
    assert remarks(findings, documents, known) == []


def test_order_and_columns_of_the_findings_stay(costs, make_findings, make_documents):
    findings = make_findings((1, "1"), (0, "5"), (1, "9")).with_columns(extra=pl.lit("kept"))
    found = cost(findings, make_documents(*ONE_INVOICE * 2), costs)
    assert found.drop(COSTED).equals(findings)
    assert found.columns == [*findings.columns, *COSTED]
    assert dict(found.select(COSTED.keys()).schema) == COSTED
    assert cost(found, make_documents(*ONE_INVOICE * 2), costs).equals(found)


def test_cost_of_a_finding_does_not_depend_on_the_order_of_the_findings(
    costs, make_findings, make_documents
):
    findings = make_findings((0, "5"), (0, "5"), (1, "5"), (1, "-5"), (1, "-5"))
    documents = make_documents(*ONE_INVOICE * 2)
    found = cost(findings, documents, costs)
    for order in ([4, 3, 2, 1, 0], [2, 0, 4, 1, 3]):
        shuffled = cost(findings[order], documents, costs)
        assert shuffled.sort("finding_id").equals(found)


def test_costs_of_the_findings_add_up_to_those_of_the_invoices(
    costs, make_findings, make_documents
):
    rows = [(document, str(amount)) for document in (0, 1) for amount in (7, 3, 0, -2)]
    findings = make_findings(*rows)
    documents = make_documents(*ONE_INVOICE * 2)
    together = cost(findings, documents, costs.model_copy(update={"contact_period": "invoice"}))
    expected = 2 * (Decimal("40.91") + 2 * FURTHER + SUPPLEMENTARY)
    assert together["handling_cost"].sum() == expected


def test_no_findings_cost_nothing(costs, make_findings, make_documents):
    found = cost(make_findings(), make_documents(*ONE_INVOICE), costs)
    assert found.is_empty()
    assert found.columns[-len(COSTED) :] == list(COSTED)
    assert prevented(make_findings(), make_documents(*ONE_INVOICE), costs) == 0
