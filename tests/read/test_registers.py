"""Registers of deliveries and of orders: read as exports are, with their own fields."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import openpyxl
import polars as pl
import pytest
from tables import NO_RULES

from checker.errors import InputError, SettingsError
from checker.fields import DELIVERED, ORDERED
from checker.messages import LANGS
from checker.read import ReadOptions, exports, synonyms
from checker.read.register import read_registers
from checker.read.subject import DELIVERIES, ORDERS, SUBJECTS

FOUND = [  # register, headings, and the fields that they are
    (
        DELIVERIES,
        "Klantnr;Pakbonnr;Order;Artikelcode;Aantal;Eenheid;Leverdatum;Beloofde leverdatum",
        (
            "debtor despatch_advice_reference sales_order_reference seller_item_id"
            " delivered_quantity unit_code delivery_date promised_delivery_date"
        ),
    ),
    (
        DELIVERIES,
        "VBELN;VGBEL;KUNAG;MATNR;LFIMG;VRKME;WADAT_IST;LFDAT",
        (
            "despatch_advice_reference sales_order_reference debtor seller_item_id"
            " delivered_quantity unit_code delivery_date promised_delivery_date"
        ),
    ),
    (
        DELIVERIES,
        "Document No.;Order No.;Sell-to Customer No.;No.;Quantity;Shipment Date;Posting Date",
        (
            "despatch_advice_reference sales_order_reference debtor seller_item_id"
            " delivered_quantity delivery_date -"
        ),
    ),
    (
        DELIVERIES,
        "Relatie;Klant;Pakbon;Besteld;Geleverd;Factuurnummer",
        "debtor - despatch_advice_reference - delivered_quantity -",
    ),
    (
        ORDERS,
        "Debiteur;Ordernummer;Uw referentie;Orderdatum;Geldig t/m;Orderbedrag;Valuta",
        (
            "debtor sales_order_reference purchase_order_reference order_date order_valid_to"
            " order_amount currency"
        ),
    ),
    (
        ORDERS,
        "VBELN;BSTNK;KUNNR;AUDAT;MATNR;KWMENG;VRKME;NETPR;KPEIN;WAERK;NETWR",
        (
            "sales_order_reference purchase_order_reference debtor order_date seller_item_id"
            " ordered_quantity unit_code item_net_price price_base_quantity currency order_amount"
        ),
    ),
    (
        ORDERS,
        "Klant;Bestelnummer;Artikel;Aantal;Prijs;Bedrag",
        (
            "debtor purchase_order_reference seller_item_id ordered_quantity item_net_price"
            " order_amount"
        ),
    ),
]

DELIVERED_ROWS = (
    "Pakbon;Order;Debiteur;Artikel;Aantal;Leverdatum\n"
    "P1;V1;00010023;A1;10;31-01-2026\n"
    "P2;V1;10023;A1;1.250,5;01-02-2026\n"
)
ORDER_ROWS = "Debiteur;Ordernr;Inkooporder;Orderbedrag\n10023;V1;4501;1.500,00\n10023;V2;;99,95\n"


def registers(folder, *, rules=NO_RULES, options=None, **texts):
    given = {}
    for name, content in texts.items():
        if isinstance(content, str):
            (folder / f"{name}.csv").write_text(content, encoding="utf-8")
        given[name] = folder / f"{name}.csv" if isinstance(content, str) else content
    return read_registers(given, rules=rules, options=options or ReadOptions())


@pytest.mark.parametrize(
    ("subject", "headings", "fields"), FOUND, ids=[h[:30] for _, h, _ in FOUND]
)
def test_headings_are_recognised(subject, headings, fields):
    found = synonyms.match(headings.split(";"), subject)
    by_position = {at: field for field, positions in found.items() for at in positions}
    assert [by_position.get(at, "-") for at in range(len(headings.split(";")))] == fields.split()


@pytest.mark.parametrize("subject", [DELIVERIES, ORDERS], ids=lambda subject: subject.name)
@pytest.mark.parametrize("title", ["name", "nl", "en"])
def test_the_dictionary_itself_is_understood(subject, title):
    headings = [getattr(entry, title) for entry in subject.fields]
    assert set(synonyms.match(headings, subject)) == set(subject.by_name)


def test_a_heading_of_a_register_stands_for_one_field_and_each_field_is_its_own():
    for name, own in synonyms._table("registers.yaml").items():
        seen: dict[str, str] = {}
        for field, entry in own.items():
            assert field in SUBJECTS[name].by_name
            for word in {synonyms.plain(word) for word in entry["clear"]}:
                assert seen.setdefault(word, field) == field, word


def test_deliveries_are_read_with_the_canonical_debtor(tmp_path):
    read = registers(tmp_path, deliveries=DELIVERED_ROWS)
    frame = read.registers.deliveries
    assert frame.columns == [*(entry.name for entry in DELIVERED), "owner"]
    assert [frame.schema[entry.name] for entry in DELIVERED] == [e.dtype for e in DELIVERED]
    assert frame["debtor"].to_list() == ["00010023", "10023"]
    assert frame["owner"].to_list() == ["10023", "10023"]
    assert frame["delivered_quantity"].to_list() == [Decimal(10), Decimal("1250.5")]
    assert frame["delivery_date"].to_list() == [date(2026, 1, 31), date(2026, 2, 1)]
    assert read.registers.orders is None
    assert read.registers.absent == {"deliveries.unit_code", "deliveries.promised_delivery_date"}
    assert len(read.provenance["deliveries_sha256"]) == 64


def test_orders_are_read_and_an_empty_reference_is_none(tmp_path):
    read = registers(tmp_path, orders=ORDER_ROWS)
    frame = read.registers.orders
    assert frame.columns == [*(entry.name for entry in ORDERED), "owner"]
    assert frame["purchase_order_reference"].to_list() == ["4501", None]
    assert frame["order_amount"].to_list() == [Decimal(1500), Decimal("99.95")]
    assert "orders.ordered_quantity" in read.registers.absent


def test_a_frame_is_read_too(tmp_path):
    frame = pl.DataFrame({"debtor": ["10023"], "sales_order_reference": ["V1"]})
    read = registers(tmp_path, orders=frame)
    assert read.registers.orders["owner"].to_list() == ["10023"]
    assert "orders_sha256" not in read.provenance


def test_rows_that_cannot_be_read_are_set_apart_and_counted(tmp_path):
    text = DELIVERED_ROWS + "P3;V1;10023;A1;veel;01-02-2026\n;;10023;A1;1;01-02-2026\n"
    read = registers(tmp_path, deliveries=text)
    assert read.registers.deliveries.height == 2
    (told,) = [note for note in read.notes if note.key == "read.note_rejected"]
    assert told.text("en") == (
        "deliveries.csv: 2 of 4 rows could not be read, first: row 4:"
        " This is not a number in the notation of its column. Found: Aantal: veel"
    )
    assert told.text("nl").startswith("deliveries.csv: 2 van de 4 rijen")


def test_a_totals_row_is_no_delivery(tmp_path):
    text = DELIVERED_ROWS + "Totaal;;;;1.260,5;\n"
    assert registers(tmp_path, deliveries=text).registers.deliveries.height == 2


def test_an_order_without_debtor_is_no_totals_row(tmp_path):
    read = registers(tmp_path, orders=ORDER_ROWS + ";V3;4503;10,00\n")
    assert [note.key for note in read.notes] == ["read.note_rejected"]
    assert read.notes[0].values["row"] == 4


def test_decimals_and_dates_are_settled_for_all_files_the_sheet_is_not(tmp_path):
    text = DELIVERED_ROWS.replace("1.250,5", "1.250").replace("31-01", "03-01")
    with pytest.raises(InputError) as refused:
        registers(tmp_path, deliveries=text)
    assert "--decimal" in refused.value.text("en")
    options = ReadOptions(decimal="comma", dates="mdy", sheet="Facturen", separator="tab")
    frame = registers(tmp_path, deliveries=text, options=options).registers.deliveries
    assert frame["delivered_quantity"].to_list() == [Decimal(10), Decimal(1250)]
    assert frame["delivery_date"][0] == date(2026, 3, 1)


def workbook(path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


BON = [["Debiteur", "Pakbon", "Aantal"], ["10023", "P1", 3]]
FACTUUR = [
    ["Factuurnr", "Factuurdatum", "Debiteur", "Order", "Pakbon", "Artikel", "Bedrag"],
    ["1", date(2026, 1, 31), "10023", "V1", "P1", "A1", 10],
]


def test_the_register_of_a_workbook_is_not_its_sheet_of_invoices(tmp_path):
    path = workbook(tmp_path / "alles.xlsx", Facturen=FACTUUR, Leveringen=BON)
    read = registers(tmp_path, deliveries=path)
    assert read.registers.deliveries["delivered_quantity"].to_list() == [Decimal(3)]


def test_two_sheets_that_can_be_the_register_are_asked_about(tmp_path):
    path = workbook(tmp_path / "alles.xlsx", Januari=BON, Februari=BON)
    with pytest.raises(InputError) as refused:
        registers(tmp_path, deliveries=path)
    assert refused.value.message.values["why"].key == "read.two_sheets_of_register"
    assert "Januari, Februari" in refused.value.text("en")


def test_a_mapping_file_says_what_it_holds(tmp_path):
    folder = tmp_path / "rules" / "_exports"
    folder.mkdir(parents=True)
    (folder / "own.yaml").write_text(
        "name: own\nholds: deliveries\nmatch: [Wie, Bon]\n"
        "columns: {debtor: Wie, despatch_advice_reference: Bon, delivered_quantity: Hoeveel}\n",
        encoding="utf-8",
    )
    text = "Wie;Bon;Hoeveel\n10023;P1;2,5\n"
    read = registers(tmp_path, rules=tmp_path / "rules", deliveries=text)
    assert read.registers.deliveries["delivered_quantity"].to_list() == [Decimal("2.5")]
    with pytest.raises(InputError):  # it is no mapping of orders
        registers(tmp_path, rules=tmp_path / "rules", orders=text)


def test_a_mapping_file_knows_the_fields_of_what_it_holds_only(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(
        "name: own\nholds: orders\nmatch: [Wie]\ncolumns:\n  debtor: Wie\n  delivery_date: Dag\n",
        encoding="utf-8",
    )
    with pytest.raises(SettingsError) as refused:
        exports.load(path)
    assert f"{tmp_path.name}/own.yaml:6: delivery_date" in refused.value.text("en")


INVOICES = "Factuurnr;Factuurdatum;Debiteur;Order;Regelbedrag\n1;31-01-2026;10023;V1;10,00\n"
UNUSABLE = [  # register, its file, and what is said
    ("deliveries", "", "read.empty", "there is nothing in it"),
    ("deliveries", "Debiteur;Pakbon;Aantal\n", "read.no_rows", "no row with data"),
    ("deliveries", INVOICES, "read.is_invoices", "Factuurnr, Factuurdatum, Regelbedrag"),
    ("orders", INVOICES, "read.is_invoices", "holds: orders"),
    ("deliveries", "Debiteur;Artikel;Aantal\n10023;A1;3\n", "read.column_missing", "Pakbon"),
    ("orders", "Order;Artikel;Aantal\nV1;A1;3\n", "read.column_missing", "Debiteur"),
    ("orders", "Kleur;Smaak\nrood;zoet\n", "read.no_heading", "Debiteur, Order, Inkooporder"),
    ("orders", "Order;Debiteur\n;10023\n;10024\n", "read.nothing_left", "No order"),
    ("orders", "%PDF-1.7", "read.einvoice_as_register", "no register"),
]


@pytest.mark.parametrize("case", UNUSABLE, ids=[f"{name} {key}" for name, _, key, _ in UNUSABLE])
def test_an_unusable_register_gives_one_message_that_names_it(tmp_path, case):
    name, content, key, says = case
    with pytest.raises(InputError) as refused:
        registers(tmp_path, **{name: content})
    assert refused.value.message.values["why"].key == key
    assert refused.value.text("en").startswith(f"{name.capitalize()}: ")
    assert says in refused.value.text("en")
    assert all("\n" not in refused.value.text(lang) for lang in LANGS)


def test_a_register_that_is_not_there(tmp_path):
    with pytest.raises(InputError) as refused:
        registers(tmp_path, orders=tmp_path / "gone.csv")
    assert refused.value.message.values["why"].key == "read.not_found"
