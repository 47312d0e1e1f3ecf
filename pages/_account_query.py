"""The address of the list of accounts becomes a filter and back."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from domain.account_filter import AccountFilter, AccountState
from domain.scope import Role

PATH = "/admin/accounts"
LONGEST_TEXT = 60
LAST_PAGE = 10_000


def parse(query: Mapping[str, Any]) -> AccountFilter:
    """The filter that an address asks for; what makes no sense is left out."""
    role, state, banner = (_text(query, name) for name in ("role", "state", "banner"))
    return AccountFilter(
        text=_text(query, "q"),
        role=Role(role) if role in set(Role) else None,
        banner_adcode=banner if re.fullmatch(r"[0-9]{6}", banner) else None,
        state=AccountState(state) if state in set(AccountState) else None,
    )


def page_of(query: Mapping[str, Any]) -> int:
    """Number of the page, 1 unless the address names another."""
    text = _text(query, "page")
    return min(max(int(text), 1), LAST_PAGE) if re.fullmatch(r"[0-9]{1,6}", text) else 1


def address(wanted: AccountFilter, page: int = 1) -> str:
    """Where the list with this filter stands."""
    given = {
        "q": wanted.text,
        "role": wanted.role,
        "banner": wanted.banner_adcode,
        "state": wanted.state,
        "page": str(page) if page > 1 else None,
    }
    kept = {name: str(value) for name, value in given.items() if value}
    return f"{PATH}?{urlencode(kept)}" if kept else PATH


def _text(query: Mapping[str, Any], name: str) -> str:
    value = query.get(name)
    if not isinstance(value, str) or "\0" in value:
        return ""
    return value.strip()[:LONGEST_TEXT]
