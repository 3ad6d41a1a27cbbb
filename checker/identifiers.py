"""Numbers by which a company is known, and whether one can have been typed right.

To call a right number wrong is worse than the reverse: where a country's numbers have no check
digit, or the country is not told, only the form is looked at.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import polars as pl
from stdnum import ean
from stdnum.fr import siren
from stdnum.nl import bsn
from stdnum.no import orgnr
from stdnum.util import get_cc_module

if TYPE_CHECKING:
    from collections.abc import Callable

Identifier = Literal["name", "legal_registration", "vat", "gln", "oin"]
GLN_DIGITS, OIN_DIGITS, KVK_DIGITS = 13, 20, 8
WITH_CHECK_DIGIT = 9  # digits: SIREN, RSIN, Norwegian organisation numbers

CURRENCIES = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD
CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP
GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD
KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN
NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP
SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND
VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
"""Source: ISO 4217, list one, without units that nobody invoices in."""


def compact(value: str) -> str:
    """A number without what people put between its signs."""
    return re.sub(r"[\W_]", "", value).upper()


def _registration(value: str) -> bool:
    if not value.isdecimal():
        return re.fullmatch(r"[A-Z]{0,4}[0-9]{2,15}[A-Z]{0,3}", value) is not None
    if len(value) == WITH_CHECK_DIGIT:
        return any(module.is_valid(value) for module in (siren, bsn, orgnr))
    return len(value) >= KVK_DIGITS


def _vat(value: str) -> bool:
    country, number = value[:2], value[2:]
    if not country.isalpha() or not number:
        return False
    module = get_cc_module("gr" if country == "EL" else country.lower(), "vat")
    return module.is_valid(value) if module else number.isalnum()


def _gln(value: str) -> bool:
    return len(value) == GLN_DIGITS and ean.is_valid(value)


def _oin(value: str) -> bool:
    return len(value) == OIN_DIGITS and value.isdecimal()


FORMS: dict[Identifier, Callable[[str], bool]] = {
    "name": bool,
    "legal_registration": _registration,
    "vat": _vat,
    "gln": _gln,
    "oin": _oin,
}
SCHEMES: dict[str, Identifier] = {
    "0088": "gln",
    "0106": "legal_registration",
    "0190": "oin",
    "9944": "vat",
}
"""Of these schemes of electronic addresses (EAS) the form is known."""
SCHEME = re.compile(r"[0-9]{4}|A[NQSU]|EM")
"""Form of the code of a scheme."""
ADDRESS = "electronic_address"
"""Stands for the scheme of an address that does not say what it is."""
NUMBERS = ("gln", "legal_registration", "vat", "oin")
_OF_VAT = ("0211", "9910", "9914", "9920", *map(str, range(9922, 9954)), "9957")
_NAMED = {
    **SCHEMES,
    **dict.fromkeys(("0002", "0208", "NL:KVK", "BE:CBE", "FR:SIRENE"), "legal_registration"),
    **dict.fromkeys(_OF_VAT, "vat"),
    "GLN": "gln",
    "NL:OIN": "oin",
}
"""Scheme -> the number that it stands for, in EAS, and with the names that SI-UBL 1 had for it.

Of trade registers those of the Netherlands, Belgium and France, whose numbers differ in length. The
number of any other register has its scheme in front: 8 digits can be a company of many countries.
"""
OLD_VAT = "^[A-Z]{2}:VAT$"
TELLING = r"^([0-9]{4}|A[NQSU]|EM|GLN|[A-Z]{2}:[A-Z]+)$"
"""Form of what says of which scheme a number is; anything else, such as ZZZ, tells nothing."""


def is_currency(code: str) -> bool:
    """Whether a code stands for a currency."""
    return code in CURRENCIES.split()


def is_possible(identifier: Identifier, value: str) -> bool:
    """False where a number cannot be right."""
    return FORMS[identifier](compact(value))


def known_as(scheme: pl.Expr, value: pl.Expr) -> pl.Expr:
    """What identifiers are compared by, such as `gln:8712345000004`; null where there is none.

    `scheme` is a word of NUMBERS, the code of an electronic address, or ADDRESS. A number is the
    same as an address of its scheme, however it is typed; of other addresses case and spaces do
    not matter.
    """
    named = scheme.str.strip_chars().str.to_uppercase().str.replace(OLD_VAT, "vat").replace(_NAMED)
    word = pl.when(scheme.is_in(NUMBERS)).then(scheme).otherwise(named)
    plain = value.str.replace_all(r"[^\p{L}\p{N}]", "").str.to_uppercase()
    number = pl.when(word == "legal_registration").then(plain.str.replace("^KVK", ""))
    typed = pl.when(word.is_in(NUMBERS)).then(number.otherwise(plain))
    coded = typed.when(word.str.contains("^[0-9]{4}$")).then(plain.str.to_lowercase())
    bare = coded.otherwise(value.str.replace_all(r"\s", "").str.to_lowercase())
    return pl.when(bare != "").then(pl.concat_str(word.str.to_lowercase(), bare, separator=":"))
