"""A right number is never called wrong; one that cannot be right is."""

import pytest

from checker.identifiers import is_currency, is_possible

RIGHT = [
    ("legal_registration", "12345678"),  # KvK, and a Danish or British number
    ("legal_registration", "0417.497.106"),  # Belgian enterprise number
    ("legal_registration", "HRB 12345"),
    ("legal_registration", "CHE-100.155.212"),
    ("legal_registration", "552 008 443"),  # SIREN
    ("legal_registration", "923 609 016"),  # Norwegian organisation number
    ("legal_registration", "556016-0680"),  # Swedish organisation number
    ("vat", "BE 0417.497.106"),
    ("vat", "DE136695976"),
    ("vat", "EL 094259216"),
    ("vat", "CHE-107.787.577 MWST"),
    ("vat", "XX123"),  # a country whose numbers nobody here knows
    ("gln", "8712345000004"),
    ("oin", "00000001001234567000"),
    ("name", "Terpstra-Wold B.V."),
]
WRONG = [
    ("legal_registration", "1234567"),
    ("legal_registration", "123456783"),
    ("legal_registration", "-"),
    ("vat", "BE0417497107"),
    ("vat", "12345678"),
    ("gln", "8712345000005"),
    ("gln", "87123450"),
    ("oin", "1001234567000"),
    ("name", " - "),
]


@pytest.mark.parametrize(("identifier", "value"), RIGHT)
def test_a_number_that_there_is(identifier, value):
    assert is_possible(identifier, value)


@pytest.mark.parametrize(("identifier", "value"), WRONG)
def test_a_number_that_cannot_be(identifier, value):
    assert not is_possible(identifier, value)


@pytest.mark.parametrize(
    ("code", "known"), [("EUR", True), ("SEK", True), ("EUT", False), ("", False)]
)
def test_a_currency_is_one_of_the_list(code, known):
    assert is_currency(code) is known
