"""Lines within lines: each amount counts once, or the file is refused with the reason."""

from __future__ import annotations

from decimal import Decimal

import pytest
from einvoices import CII, UBL, changed, invoices_of, read_text

from checker.control import of_totals
from checker.errors import InputError

SECOND = """<cbc:ID>2</cbc:ID>
    <cbc:InvoicedQuantity unitCode="H87">3</cbc:InvoicedQuantity>
    <cbc:LineExtensionAmount currencyID="EUR">90.00</cbc:LineExtensionAmount>"""


def part(number: str, net: str, below: str = "") -> str:
    return f"""<cac:SubInvoiceLine><cbc:ID>{number}</cbc:ID>
    <cbc:InvoicedQuantity unitCode="H87">1</cbc:InvoicedQuantity>
    <cbc:LineExtensionAmount currencyID="EUR">{net}</cbc:LineExtensionAmount>
    <cac:Item><cbc:Name>Deel {number}</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID>
    <cbc:Percent>21</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item>
    <cac:Price><cbc:PriceAmount currencyID="EUR">{net}</cbc:PriceAmount></cac:Price>
    {below}</cac:SubInvoiceLine>"""


def with_parts(*parts: str) -> str:
    """The second line of the sample, 90.00, with lines in it."""
    head, mark, rest = UBL.rpartition("</cac:InvoiceLine>")
    return head + "".join(parts) + mark + rest


LINES = {  # what stands within the line of 90.00: line, amount and order of what is read
    "nothing": ((), ["2 90.00 V2"]),
    "two parts": ((part("2.1", "60.00"), part("2.2", "30.00")), ["2.1 60.00 V2", "2.2 30.00 V2"]),
    "parts of parts": (
        (part("2.1", "60.00", part("2.1.1", "20.00") + part("2.1.2", "40.00")),
         part("2.2", "30.00")),
        ["2.1.1 20.00 V2", "2.1.2 40.00 V2", "2.2 30.00 V2"],
    ),
    "a part below zero": ((part("2.1", "100.00"), part("2.2", "-10.00")),
        ["2.1 100.00 V2", "2.2 -10.00 V2"]),
}  # fmt: skip
REFUSED = {
    "too little": (part("2.1", "60.00"),),
    "too much": (part("2.1", "60.00"), part("2.2", "30.01")),
    "parts of a part": (part("2.1", "90.00", part("2.1.1", "80.00")),),
}


@pytest.mark.parametrize("case", LINES.values(), ids=LINES)
def test_parts_of_a_line_are_read_in_its_place(case, tmp_path):
    parts, expected = case
    reading = read_text(with_parts(*parts), tmp_path)
    lines = invoices_of(reading).lines.filter(invoices_of(reading).lines["line_id"] != "1")
    shown = lines.select("line_id", "line_net_amount", "sales_order_reference").rows()
    assert [f"{line} {net.quantize(Decimal('0.01'))} {order}" for line, net, order in shown] == (
        expected
    )
    compared = of_totals(reading.totals, "", einvoices=True)
    assert set(compared["outcome"]) == {"equal"}


@pytest.mark.parametrize("parts", REFUSED.values(), ids=REFUSED)
def test_parts_that_do_not_add_up_are_refused(parts, tmp_path):
    with pytest.raises(InputError) as refused:
        read_text(with_parts(*parts), tmp_path)
    assert refused.value.message.values["reason"].key == "read.sub_lines_differ"


def test_a_line_with_parts_and_an_allowance_is_refused(tmp_path):
    text = changed(
        with_parts(part("2.1", "60.00"), part("2.2", "30.00")),
        (SECOND, f"""{SECOND}<cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator>
        <cbc:Amount currencyID="EUR">5.00</cbc:Amount></cac:AllowanceCharge>"""),
    )  # fmt: skip
    with pytest.raises(InputError) as refused:
        read_text(text, tmp_path)
    assert refused.value.message.values["reason"].key == "read.sub_lines_differ"


ID_1, ID_2 = (f"<ram:LineID>{n}</ram:LineID></ram:AssociatedDocumentLineDocument>" for n in "12")
BELOW_2 = "<ram:LineID>1</ram:LineID><ram:ParentLineID>2</ram:ParentLineID>"
STATUS = "<ram:LineStatusReasonCode>{}</ram:LineStatusReasonCode>"
CLOSE = "</ram:AssociatedDocumentLineDocument>"
LEVELS = {  # what the first line of CII, below the second, and the second say: which count
    "both are amounts": ("DETAIL", "DETAIL", ["1", "2"]),
    "the second groups": ("DETAIL", "GROUP", ["1"]),
    "the first informs": ("INFORMATION", "DETAIL", ["2"]),
    "the first informs, the second is silent": ("INFORMATION", "", ["2"]),
    "the first is silent": ("", "DETAIL", ["1", "2"]),
    "the second is silent": ("DETAIL", "", None),
    "both are silent": ("", "", None),
}


@pytest.mark.parametrize("case", LEVELS.values(), ids=LEVELS)
def test_lines_below_lines_in_cii(case, tmp_path):
    first, second, counted = case
    codes = [STATUS.format(code) if code else "" for code in (first, second)]
    text = changed(
        CII,
        (ID_1, f"{BELOW_2}{codes[0]}{CLOSE}"),
        (ID_2, f"<ram:LineID>2</ram:LineID>{codes[1]}{CLOSE}"),
    )
    if counted is None:
        with pytest.raises(InputError) as refused:
            read_text(text, tmp_path)
        assert refused.value.message.values["reason"].key == "read.line_level_open"
    else:
        assert invoices_of(read_text(text, tmp_path)).lines["line_id"].to_list() == counted
