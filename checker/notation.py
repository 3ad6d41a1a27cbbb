"""How amounts are written, as patterns: after signs, spaces and currency have been taken off.

`1.234,56` can only be a decimal comma, `1,234.56` and `0.500` only a decimal point; `1.000` can
be both.
"""

WHOLE = r"^-?[0-9]+$"
COMMA = r"^-?([0-9]+|[1-9][0-9]{0,2}(\.[0-9]{3})+)?(,[0-9]*)?$"
POINT = r"^-?([0-9]+|[1-9][0-9]{0,2}(,[0-9]{3})+)?(\.[0-9]*)?$"
BEYOND = r"\.[0-9]{6}[0-9]*[1-9]"  # a seventh decimal that is not zero
