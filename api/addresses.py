"""Where a person is led: after signing in, and never off this site."""

from urllib.parse import SplitResult, urlsplit

from domain.scope import Role

# Where a role begins. One establishment never sees sums over its rivals; administrators see no
# establishment at all, and a screen on a wall has nobody to click.
HOME = {
    Role.ESTABLISHMENT: "/control",
    Role.DEVICE: "/videowall",
    Role.SECURITY_ADMIN: "/admin/accounts",
    Role.SYSTEM_ADMIN: "/admin/jobs",
    Role.AUDITOR: "/admin/audit",
}
NO_OVERVIEW = frozenset(HOME) - {Role.ESTABLISHMENT}
"""Roles for whom the start page itself is another page."""


def home(role: Role, target: str = "/") -> str:
    """`target`, or where `role` begins when nothing special was asked for."""
    return HOME.get(role, "/") if target == "/" else target


def safe_next(target: str | None) -> str:
    """`target` when it is a path of ours, else the start page.

    Browsers drop tabs and line breaks inside an address and take a backslash for a slash, so what
    holds one of them is none of ours.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return "/"
    if "\\" in target or any(ord(sign) < 32 or ord(sign) == 127 for sign in target):
        return "/"
    parts = parts_of(target)
    return "/" if parts.scheme or parts.netloc else target


def path_of(address: str | None) -> str:
    """Path and query of the page that sent a request, without its host."""
    return parts_of(address)._replace(scheme="", netloc="", fragment="").geturl()


def parts_of(address: str | None) -> SplitResult:
    """The parts of an address that a browser names; those of / when it is none."""
    try:
        return urlsplit(address or "")
    except ValueError:  # a host in an open bracket, for example
        return urlsplit("/")
