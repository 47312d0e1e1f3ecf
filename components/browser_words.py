"""What a browser calls itself, short enough for a list."""

from flask_babel import gettext as _

# In this order: each names itself and all those that it wants to be taken for.
_BROWSERS = (
    ("Edg/", "Edge"),
    ("MicroMessenger", "微信"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def browser_words(user_agent: str) -> str:
    """Browser and system, such as `Chrome · Windows`; it is what the browser says, not a proof."""
    found = [
        next((name for sign, name in known if sign in user_agent), "")
        for known in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(part for part in found if part) or str(_("未知浏览器"))
