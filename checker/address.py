"""Addresses of databases: told from files, shown and repeated without what nobody may see."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_plus

if TYPE_CHECKING:
    from collections.abc import Iterable

PASSWORD = "CHECKER_DATABASE_PASSWORD"
"""Variable of the environment with the password of an address that has none."""
FROM_ENVIRONMENT = (PASSWORD, "PGPASSWORD")
URL = re.compile(r"[a-z][a-z0-9+._-]+://", re.IGNORECASE)  # C:// is a disk
# As SQLAlchemy reads an address: a password may hold every sign but @.
PARTS = re.compile(r"(?P<scheme>[\w+.-]+://)(?:[^:/@]*(?::[^@]*)?@)?(?P<rest>[^?&]*)", re.DOTALL)
SECRET = re.compile(r"((?:pass|pwd|token|secret|key)[a-z_]*=)([^&\s]*)", re.IGNORECASE)
TELLING = 4  # letters from which on a part of a password is looked for by itself
HIDDEN = "***"


def is_url(source: object) -> bool:
    """True for an address such as postgresql://host/database; never for a path."""
    return isinstance(source, str) and URL.match(source) is not None


def shown(url: str) -> str:
    """An address with host and database alone: no user, no password, no options."""
    parts = PARTS.match(url)
    # With an @ in the password, what comes after the first one is not the host yet.
    return parts["scheme"] + parts["rest"].rpartition("@")[2] if parts else HIDDEN


def hide(argument: str) -> str:
    """A word of the command line without the credentials of an address that is in it."""
    if "://" not in argument:
        return argument
    bare = re.sub(r"://.*@", f"://{HIDDEN}@", argument, flags=re.DOTALL)
    return SECRET.sub(rf"\1{HIDDEN}", bare)


def scrub(text: str, urls: Iterable[str] = ()) -> str:
    """A text of others without the passwords of these addresses and of the environment."""
    found = {os.environ.get(name, "") for name in FROM_ENVIRONMENT}
    for url in urls:
        found |= _secrets(url)
    for secret in sorted(found - {""}, key=len, reverse=True):
        # Inside of other words, a short one is no secret, and they are to stay readable.
        alone = (r"(?<!\w)", r"(?!\w)") if len(secret) < TELLING else ("", "")
        text = re.sub(re.escape(secret).join(alone), HIDDEN, text)
    # One slash: an address that was taken for a path.
    return re.sub(r":(//?)[^\s/@'\"]*:\S*@", rf":\1{HIDDEN}@", text)


def _secrets(url: str) -> set[str]:
    found = {match[2] for match in SECRET.finditer(url)}
    if URL.search(url):
        credentials = url.partition("://")[2].rpartition("@")[0]
        password = credentials.partition(":")[2]
        found |= {password, *(part for part in password.split("@") if len(part) >= TELLING)}
    return {form(each) for each in found for form in (str, unquote, unquote_plus)}
