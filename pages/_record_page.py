"""The page round one record, the same at each address that shows it."""

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.icons import logo
from data_access.record_rows import RecordNotFoundError
from pages._dossier_tabs import Asked
from pages._record_reading import view
from pages._record_target import TABS, Target, opened
from pages._record_view import body, head, tabs

HEAD = "record-head"
BODY = "record-body"
NEWS = "record-news"
WORDS = "record-words"


def record_page(
    number: int,
    tab: str | None,
    form: str | None,
    part: str | None,
    wanted: Asked | None = None,
    *,
    first: str = TABS[0],
) -> Component:
    """Head, tabs and the tab that the address names, with the form that it opens.

    Args:
        number: Of the establishment.
        tab: One of TABS, else `first`.
        form: Kind of the form, if any.
        part: What it is about.
        wanted: Page and kind that the tab shows.
        first: The tab of an address that names none.
    """
    shown = tab if tab in TABS else first
    try:
        seen = view(number, shown)
    except RecordNotFoundError:
        return missing()
    target = opened(number, form, part)
    if target.form and target.tab != shown:
        target = Target("", number)
    return html.Main(
        [
            html.Div(head(seen), id=HEAD),
            tabs(seen, shown),
            html.Div(id=NEWS, role="status"),
            html.Div(
                body(seen, shown, target, wanted=wanted), id=BODY, className="nc-record__body"
            ),
            form_words(),
        ],
        className="nc-body nc-pagegrid nc-record nc-dossier",
    )


def form_words() -> Component:
    """What the browser says beside a form that somebody types into."""
    words = {
        "dirty": _("有未保存的修改，草稿已保留在本页"),
        "older": _("草稿写于较早的版本，请核对后保存"),
    }
    return dcc.Store(id=WORDS, data=words)


def missing() -> Component:
    """The same words for what does not exist and for what others own."""
    return html.Main(
        [
            logo(56),
            html.H1(_("没有找到这份档案")),
            html.P(_("地址可能有误，或内容不在您的权限范围内。")),
            dcc.Link(_("返回首页"), href="/", className="nc-btn"),
        ],
        className="nc-body nc-lone",
    )
