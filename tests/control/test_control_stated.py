"""Control figures as a user writes them: what is understood, and what is sent back with why."""

from __future__ import annotations

from decimal import Decimal

import pytest

from checker.errors import InputError
from checker.messages import LANGS
from checker.read.control import control_figures

INLINE = {
    "count=1087": ["count 1087"],
    "count=1087,sum=123456.78": ["count 1087", "sum 123456.78"],
    " sum.eur = 1.5 , sum.USD=-2": ["sum.EUR 1.5", "sum.USD -2"],
    "invoices=3,credits=0,vat=0,credit_sum=-18.00": [
        "invoices 3", "credits 0", "vat 0", "credit_sum -18.00",
    ],
    "sum=1.234": ["sum 1.234"],  # on the command line a point is the decimal sign
}  # fmt: skip
FILES = {
    "count = 1087\nsum = 123456.78\n": ["count 1087", "sum 123456.78"],
    "---\n# van het ERP\ncount: 1087  # rijen\n\nsum: '123.456,78'\n": [
        "count 1087", "sum 123456.78",
    ],
    "sum.EUR: 1 234,50\r\nsum.USD: 1,234.50\r\n": ["sum.EUR 1234.50", "sum.USD 1234.50"],
    "sum: 1.234.567\n": ["sum 1234567"],
    "count;1087\nsum;-1.234,56\n": ["count 1087", "sum -1234.56"],  # two columns of Excel
    "sum: 12,5\nvat: 0.500\n": ["sum 12.5", "vat 0.500"],
    "\ufeffcredit_sum: -18,00\n": ["credit_sum -18.00"],
}  # fmt: skip
WRONG = {
    "cont=3": ("unknown_key", "did you mean `count`?"),
    "som=3": ("unknown_key", "--control: there is no control figure som"),
    "count.EUR=3": ("no_part", "count"),
    "sum.EURO=3": ("no_currency", "sum.EUR"),
    "count=1.087": ("no_count", "1.087"),
    "count=-3": ("no_count", "-3"),
    "sum=1,5": ("no_figure_inline", "“5”"),
    "sum=1e5": ("no_amount", "1e5"),
    "sum=0.1234567": ("no_amount", "six decimals"),
    "sum=": ("no_amount", "123456.78"),
    "sum=1,sum=1": ("twice", "sum"),
    "": ("nothing", "count=1087"),
    "no-such-file.txt": ("no_file", "no-such-file.txt"),
}
WRONG_FILES = {
    "count: 3\nsum: 1.234\n": ("two_ways", "control.txt:2: sum is “1.234”"),
    "sum: 1,234\n": ("two_ways", "1234.00"),
    "sum 3\n": ("no_figure", "control.txt:1: “sum 3”"),
    "sum:\n  EUR: 3\n": ("no_amount", "control.txt:1"),
    "sum: 12.34,5\n": ("no_amount", "12.34,5"),
    "count: 1.087\n": ("no_count", "digits only"),
    "count;sum\n1087;1.234,56\n": ("no_count", "control.txt:1"),
    "\n# niets\n": ("nothing", "count=1087"),
    "sum: 3\nSUM = 4\n": ("twice", "control.txt:2"),
    "x" * 70_000: ("too_large", "65536"),
    "sum: 3\0\xff": ("no_amount", "control.txt:1"),
}


def shown(figures):
    return [f"{each.key} {each.value}" for each in figures]


@pytest.mark.parametrize(("text", "expected"), INLINE.items())
def test_figures_on_the_command_line(text, expected):
    assert shown(control_figures(text)) == expected


@pytest.mark.parametrize(("text", "expected"), FILES.items())
def test_figures_in_a_file(text, expected, tmp_path):
    path = tmp_path / "control.txt"
    path.write_text(text, encoding="utf-8", newline="")
    assert shown(control_figures(str(path))) == shown(control_figures(path)) == expected


@pytest.mark.parametrize(("text", "told"), WRONG.items())
def test_what_cannot_be_used_is_sent_back(text, told):
    refused(text, *told)


@pytest.mark.parametrize(("text", "told"), WRONG_FILES.items(), ids=range(len(WRONG_FILES)))
def test_what_cannot_be_used_in_a_file_is_told_with_its_line(text, told, tmp_path):
    path = tmp_path / "control.txt"
    path.write_text(text, encoding="utf-8")
    refused(path, *told)


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "control.txt"
    path.write_bytes(b"\xff\xfe\x00s")
    refused(path, "not_readable", "UTF-8")
    refused(tmp_path, "not_readable", "UTF-8")


def test_figures_from_python_are_exact():
    given = {"count": 3, "sum": Decimal("12.50"), "vat.EUR": "2.63"}
    assert shown(control_figures(given)) == ["count 3", "sum 12.50", "vat.EUR 2.63"]
    for inexact in (12.5, True, None):
        refused({"sum": inexact}, "no_exact_number", "Decimal")
    refused({}, "nothing", "count")


def refused(given, key, words):
    with pytest.raises(InputError) as error:
        control_figures(given)
    assert error.value.message.key == f"control.{key}"
    assert words in error.value.text("en")
    assert all(error.value.text(lang) for lang in LANGS)
