"""Health certificates of people at work: the lists by their state, and one of them as a table."""

from collections.abc import Sequence
from datetime import date

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.admin import cell, chip, data_table
from components.aria import aria
from components.numbers import count
from components.record_parts import PAPER_CLASSES
from components.record_words import certificate_words, post_name
from components.states import empty
from components.wording import term
from domain.health_certificates import certificate_state
from domain.papers import CertificateList, Certificates, Certified


def list_name(wanted: CertificateList) -> str:
    """Name of a list."""
    names: dict[CertificateList, str] = {
        CertificateList.EVERY: _("全部在岗人员"),
        CertificateList.VALID: _("健康证有效"),
        CertificateList.EXPIRING: _("30日内到期"),
        CertificateList.EXPIRED: _("缺失或过期"),
    }
    return names[wanted]


def certificate_tabs(chosen: CertificateList, sums: Certificates) -> Component:
    """The lists, each with its length."""
    return html.Nav(
        [
            dcc.Link(
                [list_name(one), html.B(count(sums.listed(one)), className="nc-num")],
                href=links.certificates(one),
                className="on" if one is chosen else "",
            )
            for one in CertificateList
        ],
        className="nc-tabs",
        **aria(label=_("健康证")),
    )


def certificate_table(rows: Sequence[Certified], day: date) -> Component:
    """One page of a list; each row leads to the people of the establishment."""
    if not rows:
        return empty(_("没有这样的人员"), _("从业人员和健康证登记后会列在这里"))
    heads = (_("姓名"), _("岗位"), _("单位"), _("健康证编号"), _("有效期至"))
    return data_table(heads, [_row(one, day) for one in rows], _("健康证"))


def _row(one: Certified, day: date) -> Component:
    where = [
        dcc.Link(one.establishment, href=links.dossier(one.establishment_id, "people")),
        html.Span(f"{term(one.banner_zh, one.banner_en)} {one.township_zh}"),
    ]
    return html.Tr(
        [
            cell(_("姓名"), html.B(one.name)),
            cell(_("岗位"), post_name(one.post)),
            cell(_("单位"), where, "who"),
            cell(_("健康证编号"), one.number or "—", "nc-num"),
            cell(_("有效期至"), _until(one, day)),
        ]
    )


def _until(one: Certified, day: date) -> Component:
    """The last day, and how far that is; or in words that there is no certificate."""
    if one.number is None:
        return chip(_("没有健康证"), "bad")
    state = certificate_state(one.expires_on, day)
    left = (one.expires_on - day).days if one.expires_on else None
    said = html.Span(certificate_words(state, left), className=f"nc-chip {PAPER_CLASSES[state]}")
    return html.Span([f"{one.expires_on} " if one.expires_on else "", said])
