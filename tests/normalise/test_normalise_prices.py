"""Price and discount: what the export means by them, proven by the amounts."""

import pytest

from checker.arithmetic import calculated_amount, effective_discount
from checker.errors import InputError
from checker.messages import LANGS

PRICES = "item_gross_price item_net_price line_allowance_percentage"
BOTH = "item_gross_price | item_net_price | line_allowance_percentage | invoiced_quantity"


def test_a_discount_goes_off_the_only_price(invoices_of, show):
    got = invoices_of("""
        item_net_price | line_allowance_percentage | invoiced_quantity | line_net_amount
        10.00          | 20                        | 5                 | 40.00
    """)
    assert show(got.lines, PRICES) == [" | 10.00 | 20.00"]


def test_a_gross_price_alone_is_the_price(invoices_of, show):
    got = invoices_of("""
        item_gross_price | line_allowance_percentage | invoiced_quantity | line_net_amount
        10.00            | 20                        | 5                 | 40.00
    """)
    assert show(got.lines, PRICES) == ["10.00 | 10.00 | 20.00"]


def test_a_discount_between_two_prices_is_not_taken_twice(invoices_of, show):
    got = invoices_of(f"""
        {BOTH} | line_net_amount
        10.00 | 8.00 | 20 | 5 | 40.00
        10.00 | 9.00 | 10 | 1 | 9.00
        10.00 | 10.00 | 0 | 1 | 10.00
    """)
    assert show(got.lines, PRICES) == ["10.00 | 8.00 | ", "10.00 | 9.00 | ", "10.00 | 10.00 | "]
    assert show(got.lines.select(found=effective_discount()), "found") == ["20.00", "10.00", "0.00"]
    assert got.lines.select((calculated_amount() == got.lines["line_net_amount"]).all()).item()


def test_a_discount_on_top_of_the_net_price_stays(invoices_of, show):
    got = invoices_of(f"""
        {BOTH} | line_net_amount
        12.00 | 10.00 | 20 | 5 | 40.00
    """)
    assert show(got.lines, PRICES) == ["12.00 | 10.00 | 20.00"]


def test_a_few_wrong_lines_do_not_change_what_a_price_means(invoices_of, show):
    good = "10.00 | 8.00 | 20 | 5 | 40.00\n" * 5
    got = invoices_of(f"{BOTH} | line_net_amount\n{good}10.00 | 8.00 | 20 | 5 | 32.00")
    assert show(got.lines, "line_allowance_percentage") == [""] * 6


def test_without_amounts_the_two_prices_tell(invoices_of, show):
    got = invoices_of(f"{BOTH}\n10.00 | 8.00 | 20 | 5")
    assert show(got.lines, PRICES) == ["10.00 | 8.00 | "]
    assert show(got.lines, "line_net_amount") == ["40.00"]  # worked out, and said to be
    assert got.derived == {"line_net_amount"}


MIXED = f"""
    {BOTH} | line_net_amount
    10.00 | 8.00 | 20 | 5 | 40.00
    10.00 | 8.00 | 20 | 5 | 32.00
"""


def test_amounts_that_contradict_each_other_are_no_proof(invoices_of):
    with pytest.raises(InputError) as error:
        invoices_of(MIXED)
    assert error.value.text("en").startswith("export.csv: it is not clear whether the discount")
    assert all("price_is: net" in error.value.text(lang) for lang in LANGS)


@pytest.mark.parametrize(("said", "percentage"), [("net", ""), ("gross", "20.00")])
def test_the_mapping_settles_it(invoices_of, show, said, percentage):
    got = invoices_of(MIXED, price_is=said)
    assert show(got.lines, "line_allowance_percentage") == [percentage] * 2


def test_a_net_price_of_the_mapping_gives_the_gross_price(invoices_of, show):
    got = invoices_of(
        """
        item_net_price | line_allowance_percentage | invoiced_quantity | line_net_amount
        8.00           | 20                        | 5                 | 40.00
        0.00           | 100                       | 5                 | 0.00
        """,
        price_is="net",
    )
    assert show(got.lines, PRICES) == ["10.00 | 8.00 | ", " | 0.00 | "]


@pytest.mark.parametrize("said", [None, "gross", "net"])
def test_a_whole_export_that_contradicts_its_price_is_asked_about(invoices_of, said):
    heading = "item_net_price | line_allowance_percentage | invoiced_quantity | line_net_amount\n"
    line = "8.00 | 20 | 5 | 32.00\n" if said == "net" else "8.00 | 20 | 5 | 40.00\n"
    with pytest.raises(InputError, match="price_is: net"):
        invoices_of(heading + line * 20, price_is=said)
    # A few such lines are wrong lines, and that is for the clauses to say.
    few = invoices_of(heading + line * 19, price_is=said).lines
    assert few["line_allowance_percentage"].null_count() == (19 if said == "net" else 0)


def test_a_discount_as_amount_between_two_prices_is_not_taken_twice(invoices_of, show):
    got = invoices_of("""
        item_gross_price | item_net_price | line_allowance_amount | invoiced_quantity | line_net_amount
        10.00            | 8.00           | 10.00                 | 5                 | 40.00
    """)
    assert show(got.lines, "item_net_price line_allowance_amount") == ["8.00 | "]


FRACTION = "item_net_price | line_allowance_percentage | invoiced_quantity"


def test_a_discount_as_fraction_becomes_a_percentage(invoices_of, show):
    got = invoices_of(f"""
        {FRACTION} | line_net_amount
        10.00 | 0.1 | 5 | 45.00
        10.00 | 0 | 5 | 50.00
        10.00 | 0.025 | 4 | 39.00
    """)
    assert show(got.lines, "line_allowance_percentage") == ["10.00", "0.00", "2.50"]


def test_a_discount_of_half_a_percent_stays_one(invoices_of, show):
    got = invoices_of(f"{FRACTION} | line_net_amount\n10.00 | 0.5 | 100 | 995.00")
    assert show(got.lines, "line_allowance_percentage") == ["0.50"]


@pytest.mark.parametrize("amounts", ["", "| 44.00"])
def test_a_discount_that_could_be_either_is_asked_about(invoices_of, amounts):
    heading = FRACTION + (" | line_net_amount" if amounts else "")
    with pytest.raises(InputError) as error:
        invoices_of(f"{heading}\n10.00 | 0.1 | 5 {amounts}")
    assert "Write discounts as a percentage" in error.value.text("en")
    assert "Schrijf kortingen als percentage" in error.value.text("nl")


def test_a_fraction_on_a_credit_note(invoices_of, show):
    got = invoices_of(f"""
        invoice_type_code | {FRACTION} | line_net_amount
        381 | 10.00 | 0.1 | 5 | 45.00
    """)
    assert show(got.lines, "line_allowance_percentage line_net_amount") == ["10.00 | -45.00"]


def test_a_missing_amount_is_not_made_up(invoices_of, show):
    got = invoices_of("""
        item_net_price | invoiced_quantity | line_net_amount
        10.00          | 5                 |
    """)
    assert show(got.lines, "line_net_amount") == [""]
