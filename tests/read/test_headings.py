"""Headings are found by synonym or by a mapping file; doubt is an error that says what to do."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from tables import NO_RULES, read_text

from checker.errors import InputError, SettingsError
from checker.fields import EXPORT
from checker.messages import LANGS
from checker.read import ReadOptions, exports, read, synonyms

RULES = Path(__file__).parent.parent.parent / "rules"

FOUND = [  # headings of several systems, and the fields that they are
    (
        "Factuurnummer;Factuurdatum;Debiteur;Naam;Ordernummer;Uw referentie;Pakbon;Leverdatum",
        (
            "invoice_number issue_date debtor debtor_name sales_order_reference"
            " purchase_order_reference despatch_advice_reference delivery_date"
        ),
    ),
    (
        "Document No.;Posting Date;Sell-to Customer No.;External Document No.;Line Discount %",
        "invoice_number issue_date debtor purchase_order_reference line_allowance_percentage",
    ),
    (
        "VBELN;FKDAT;KUNAG;POSNR;MATNR;FKIMG;VRKME;NETWR;WAERK;ZTERM;BSTNK;AUBEL;VGBEL;KPEIN",
        (
            "invoice_number issue_date debtor line_id seller_item_id invoiced_quantity unit_code"
            " line_net_amount currency payment_terms purchase_order_reference sales_order_reference"
            " despatch_advice_reference price_base_quantity"
        ),
    ),
    (
        "DocNum;DocDate;CardCode;NumAtCard;ItemCode;Dscription;Quantity;PriceBefDi;DiscPrcnt;Price",
        (
            "invoice_number issue_date debtor purchase_order_reference seller_item_id item_name"
            " invoiced_quantity item_gross_price line_allowance_percentage item_net_price"
        ),
    ),
    (
        "Factuurnr.;Datum;Klantnr;Type;Artikel;Omschrijving;Prijs (EUR);Kort.%;Bedrag;Gb.rek.",
        (
            "invoice_number issue_date debtor invoice_type_code seller_item_id item_name"
            " item_net_price line_allowance_percentage line_net_amount gl_account"
        ),
    ),
    (
        "BT-1;BT-2;debtor;BT-131;BT-9;BT-20;BT-25",
        (
            "invoice_number issue_date debtor line_net_amount payment_due_date payment_terms"
            " preceding_invoice_reference"
        ),
    ),
    (
        "FACTUUR NUMMER;factuur-datum;  Debiteur_nr  ;Bedrag excl. BTW;Bedrag incl. btw;Btw-bedrag",
        "invoice_number issue_date debtor line_net_amount - total_vat_amount",
    ),
    (
        "Aantal;Prijs;Totaal excl. btw",  # nothing else is the amount of the line
        "invoiced_quantity item_net_price line_net_amount",
    ),
    (
        "Bedrag;Totaal excl. btw;Totaal btw;Totaal incl. btw;Te betalen;Afronding",
        (
            "line_net_amount total_amount_without_vat total_vat_amount total_amount_with_vat"
            " amount_due rounding_amount"
        ),
    ),
    (
        "Regelbedrag;LineExtensionAmount;TaxExclusiveAmount;TaxInclusiveAmount;PayableAmount",
        (
            "line_net_amount sum_of_line_net_amounts total_amount_without_vat"
            " total_amount_with_vat amount_due"
        ),
    ),
    (
        "GLN klant;KvK-nr;Btw-nummer klant;Peppol-ID;EAS-code;Betaalwijze;IBAN;G-rekening;G-deel",
        (
            "buyer_identifier buyer_legal_registration_id buyer_vat_identifier"
            " buyer_electronic_address buyer_electronic_address_scheme payment_means_code"
            " payment_account_id blocked_account_id blocked_account_amount"
        ),
    ),
    (
        "Projectnr.;Contractnummer;Kostenplaats klant;Kostenplaats;Factuurtekst;Uw referentie",
        (
            "project_reference contract_reference buyer_accounting_reference - invoice_note"
            " purchase_order_reference"
        ),
    ),
    (
        "Leverdatum;Toegezegde leverdatum;Ordersoort;Orderkanaal;Afleveradres;Afleverpostcode;Land",
        (
            "delivery_date promised_delivery_date order_flag order_channel"
            " deliver_to_location_id deliver_to_post_code -"
        ),
    ),
    (
        "Shipment Date;Promised Delivery Date;Order Type;Ship-to Code;Ship-to Country/Region Code",
        (
            "delivery_date promised_delivery_date order_flag deliver_to_location_id"
            " deliver_to_country_code"
        ),
    ),
    (
        "Artikel;Uw artikelnummer;EAN-code;Artikelgroep;Groep;Periode van;Periode t/m;Btw-categorie",
        (
            "seller_item_id buyer_item_id standard_item_id item_group - invoice_period_start"
            " invoice_period_end vat_category_code"
        ),
    ),
    ("Soort;Van;Tot;Postcode;Land;Groep", "invoice_type_code - - - - -"),
    ("Fact.datum;Prijs p/e", "issue_date item_net_price"),
    ("Relatie;Klant;Factuur;Datum", "debtor debtor_name invoice_number issue_date"),
    (
        "Boekdatum;Factuurdatum;Discount %;Discount",
        "- issue_date line_allowance_percentage line_allowance_amount",
    ),
]


@pytest.mark.parametrize(("headings", "fields"), FOUND, ids=[h[:30] for h, _ in FOUND])
def test_headings_are_recognised(headings, fields):
    found = synonyms.match(headings.split(";"))
    by_position = {at: field for field, positions in found.items() for at in positions}
    assert [by_position.get(at, "-") for at in range(len(headings.split(";")))] == fields.split()


@pytest.mark.parametrize("title", ["name", "nl", "en", "bt"])
def test_the_dictionary_itself_is_understood(title):
    headings = [getattr(field, title) for field in EXPORT if getattr(field, title)]
    found = synonyms.match(headings)
    missed = {f.name for f in EXPORT if getattr(f, title)} - found.keys()
    shared = {"blocked_account_id"} if title == "bt" else set()  # both accounts are BT-84
    assert missed == shared


def test_no_heading_stands_for_two_fields():
    table = synonyms.yaml.load(
        (Path(synonyms.__file__).parent / "synonyms.yaml").read_text(encoding="utf-8"),
        Loader=synonyms.yaml.BaseLoader,
    )
    seen: dict[str, str] = {}
    for field, entry in table.items():
        for word in {synonyms.plain(word) for word in entry["clear"]}:
            assert seen.setdefault(word, field) == field, word


TEXT = "Nr;Dag;Wie;Wat;Hoeveel;Stuk\n1;31-01-2025;10023;A1;10;2,50\n"
MAPPING = """\
name: own
match: [Nr, Dag, Wie]
columns:
  debtor: Wie
  invoice_number: Nr
  issue_date: Dag
  seller_item_id: [Artikel, Wat]
  invoiced_quantity: Hoeveel
  item_net_price: Stuk
decimal: comma
price_is: net
credit: {prefix: CN, types: [Retour]}
constants: {currency: GBP}
"""


def rules_with(folder: Path, **files: str) -> Path:
    target = folder / "rules" / "_exports"
    target.mkdir(parents=True)
    for name, text in files.items():
        (target / f"{name}.yaml").write_text(text, encoding="utf-8")
    return target.parent


def test_a_mapping_file_reads_what_no_synonym_knows(tmp_path):
    reading = read_text(TEXT, tmp_path, rules=rules_with(tmp_path, own=MAPPING))
    row = reading.rows.row(0, named=True)
    assert (row["debtor"], row["seller_item_id"], row["currency"]) == ("10023", "A1", "GBP")
    assert row["item_net_price"] == Decimal("2.5")
    assert (reading.export, reading.price_is, reading.credit_prefix) == ("own", "net", "CN")
    assert reading.credit_types == {"retour"}


def test_the_option_picks_a_mapping(tmp_path):
    other = MAPPING.replace("name: own", "name: other").replace("GBP", "EUR")
    rules = rules_with(tmp_path, own=MAPPING, other=other)
    with pytest.raises(InputError) as refused:
        read_text(TEXT, tmp_path, rules=rules)
    assert refused.value.message.key == "read.two_exports"
    assert "--export" in refused.value.text("en")
    assert read_text(TEXT, tmp_path, rules=rules, export="other").rows["currency"].to_list() == [
        "EUR"
    ]


def test_the_mapping_that_knows_more_columns_is_chosen(tmp_path):
    fewer = MAPPING.replace("name: own", "name: fewer").replace("  item_net_price: Stuk\n", "")
    rules = rules_with(tmp_path, own=MAPPING, fewer=fewer)
    assert read_text(TEXT, tmp_path, rules=rules).export == "own"


def test_synonyms_can_be_picked_as_well(tmp_path):
    text = "Factuurnr;Factuurdatum;Debiteur;Bedrag\n1;31-01-2025;10023;1\n"
    own = "name: own\nmatch: [Factuurnr]\ncolumns: {debtor: Debiteur, invoice_number: Factuurnr,"
    own += " issue_date: Factuurdatum, line_net_amount: Bedrag}\n"
    rules = rules_with(tmp_path, own=own)
    assert read_text(text, tmp_path, rules=rules).export == "own"
    assert read_text(text, tmp_path, rules=rules, export="synonyms").export == "synonyms"


def test_notations_can_differ_by_field(tmp_path):
    own = MAPPING.replace(
        "decimal: comma", "decimal: {item_net_price: point, invoiced_quantity: comma}"
    )
    own += "dates: {issue_date: mdy}\npercentages: {vat_rate: fraction}\n"
    text = TEXT.replace("31-01-2025", "03-04-2025").replace(";10;2,50", ";1.000;2.500")
    row = read_text(text, tmp_path, rules=rules_with(tmp_path, own=own)).rows.row(0, named=True)
    assert (row["invoiced_quantity"], row["item_net_price"]) == (Decimal(1000), Decimal("2.5"))
    assert row["issue_date"].isoformat() == "2025-03-04"


def test_text_columns_are_taken_to_the_letter(tmp_path):
    text = TEXT.replace("A1", "3E+05")
    rules = rules_with(tmp_path, own=MAPPING + "text_columns: [Wat]\n")
    assert read_text(text, tmp_path, rules=rules).rows["seller_item_id"].to_list() == ["3E+05"]


MISTAKES = [  # what is changed in the mapping, the line, the key, and what the message says
    ("match: [Nr, Dag, Wie]", "matches: [Nr]", 2, "matches", "match"),
    ("  debtor: Wie", "  debter: Wie", 4, "debter", "debtor"),
    ("decimal: comma", "decimal: komma", 10, "decimal", "comma"),
    ("price_is: net", "price_is: netto", 11, "price_is", "gross"),
    ("credit: {prefix: CN,", "credit: {prefx: CN,", 12, "prefx", "prefix"),
    ("currency: GBP", "curency: GBP", 13, "curency", "currency"),
    ("name: own\n", "", 1, "name", "needed"),
    ("  invoice_number: Nr", "  debtor: Nr", 5, "debtor", "twice"),
    ("  invoice_number: Nr", "  invoice_number: {a: b}", 5, "invoice_number", "expected"),
    ("match: [Nr, Dag, Wie]", "match: [Nr, Dag, Wie", 3, "own", "YAML"),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=[m[1] for m in MISTAKES])
def test_a_mistake_in_a_mapping_file_has_its_line(tmp_path, mistake):
    old, new, line, key, hint = mistake
    rules = rules_with(tmp_path, own=MAPPING.replace(old, new))
    with pytest.raises(SettingsError) as refused:
        read_text(TEXT, tmp_path, rules=rules)
    assert refused.value.text("en").startswith(f"_exports/own.yaml:{line}: {key}: ")
    assert hint in refused.value.text("en")
    assert all(refused.value.text(lang) for lang in LANGS)


def test_an_empty_mapping_file_is_a_mistake(tmp_path):
    with pytest.raises(SettingsError):
        read_text(TEXT, tmp_path, rules=rules_with(tmp_path, own="# nothing yet\n"))


def test_the_mapping_files_that_come_with_the_product_are_readable():
    names = {export.name for export in exports.load_all(RULES)}
    assert {"online-retail", "exact-verkoopregels"} <= names


def test_an_exact_export_is_read_by_its_mapping(tmp_path):
    text = (
        "Factuurnummer;Factuur: Datum;Factuur: Type;Relatie: Code;Artikel: Code;Aantal;Nettoprijs;"
        "Korting;Bedrag (Excl. btw);Uw referentie;Btw-percentage\n"
        "25001;03-04-2025;8020;  10023;A1;1.000;0,90;0,1;900,00;;0,21\n"
    )
    reading = read_text(text, tmp_path, rules=RULES)
    row = reading.rows.row(0, named=True)
    assert reading.export == "exact-verkoopregels"
    assert row["issue_date"].isoformat() == "2025-04-03"
    assert (row["line_allowance_percentage"], row["vat_rate"]) == (Decimal(10), Decimal(21))
    assert (reading.price_is, reading.credit_types) == ("net", {"8021"})


def test_a_missing_column_names_what_is_there_and_what_is_nearest(tmp_path):
    text = "Factuurnr;Factuurdatum;Debietuer;Bedrag\n1;31-01-2025;10023;1\n"
    with pytest.raises(InputError) as refused:
        read_text(text, tmp_path)
    said = refused.value.text("nl")
    for part in ("debtor", "Debiteur", "Factuurnr, Factuurdatum, Debietuer, Bedrag", "--export"):
        assert part in said
    assert refused.value.message.values["nearest"] == "Debietuer"


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [(("100", "1"), "price_base_quantity", Decimal(100)), (("st", "doos"), "unit_code", "st")],
)
def test_per_is_a_quantity_or_a_unit(tmp_path, cells, field, value):
    rows = "".join(f"1;31-01-2025;10023;1;{cell}\n" for cell in cells)
    text = "Factuurnr;Factuurdatum;Debiteur;Bedrag;Per\n" + rows
    assert read_text(text, tmp_path).rows[field][0] == value


@pytest.mark.parametrize(("cell", "code"), [("J", "381"), ("ja", "381"), ("N", "380"), ("", "380")])
def test_credit_yes_or_no_is_a_type(tmp_path, cell, code):
    text = f"Factuurnr;Factuurdatum;Debiteur;Bedrag;Credit j/n\n1;31-01-2025;10023;1;{cell}\n"
    assert read_text(text, tmp_path).rows["invoice_type_code"].to_list() == [code]


def test_what_was_not_used_is_shown(tmp_path):
    text = "Factuurnr;Factuurdatum;Debiteur;Bedrag;Kleur\n1;31-01-2025;10023;1;rood\n"
    assert [str(note) for note in read_text(text, tmp_path).notes] == [
        "Columns that were not used: Kleur."
    ]


def test_the_real_wholesaler_is_read_by_its_mapping(real_data):
    path = next((real_data / "online_retail").glob("*.parquet"))
    reading = read(path, rules=RULES, options=ReadOptions())
    assert (reading.export, reading.rows_read) == ("online-retail", 320_705)
    assert reading.rows.height + reading.rejected.height == reading.rows_read
    assert set(reading.rejected["reason"]) == {"read.missing_debtor"}
    assert (reading.credit_prefix, set(reading.rows["currency"])) == ("C", {"GBP"})
    assert NO_RULES.exists() is False


def test_a_heading_that_is_missed_is_told_without_words_of_the_program(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text("Factuurnr;Klantnr;Bedrag\n1;10023;7,50\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read(path, rules=NO_RULES, options=ReadOptions())
    said = refused.value.text("nl")
    assert "Gebruikte mapping: geen, de koppen zijn herkend aan gebruikelijke namen." in said
    assert "synonyms" not in said
