"""What checklists are made of, in words."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.category_words import rules_name
from components.record_words import finding_words
from domain.categories import Category
from domain.checklist_changes import CITY, Standing
from domain.checklists import ChecklistItem, Confidence, ItemScope
from domain.form import Fault, Finding


def scope_name(scope: ItemScope) -> str:
    """Which establishments an item is for."""
    names: dict[ItemScope, str] = {
        ItemScope.ALL: _("所有单位"),
        ItemScope.CANTEEN: _("食堂"),
        ItemScope.SCHOOL: _("学校(幼儿园)食堂"),
        ItemScope.SAMPLES: _("须留样的单位"),
        ItemScope.COLD_ROOM: _("有专间的单位"),
        ItemScope.TAKEAWAY: _("做外卖的单位"),
        ItemScope.CAMERAS: _("已接入摄像头的单位"),
    }
    return names[scope]


def reach_words(item: ChecklistItem) -> str:
    """Whom an item is for, categories included."""
    chosen = [rules_name(one) for one in Category if one in item.categories]
    if not chosen:
        return scope_name(item.scope)
    who = scope_name(item.scope)
    return str(_("%(who)s，限%(categories)s", who=who, categories="、".join(chosen)))


def confidence_chip(confidence: Confidence) -> Component:
    """平台规则 where no rule binds; 通用 where the document is known, its article not read."""
    if confidence is Confidence.PLATFORM:
        title = _("没有找到强制规定，由平台或监管部门要求")
        return html.Span(_("平台规则"), className="nc-chip nc-chip--warn", title=title)
    title = _("文件明确；条款按通行理解标注，未逐条核对原文")
    return html.Span(_("通用"), className="nc-chip", title=title)


def standing_chip(standing: Standing) -> Component:
    """Whether a version counts."""
    names: dict[Standing, tuple[str, str]] = {
        Standing.CURRENT: (_("现行"), "nc-chip nc-chip--ok"),
        Standing.COMING: (_("待生效"), "nc-chip nc-chip--warn"),
        Standing.PAST: (_("已过"), "nc-chip nc-chip--off"),
        Standing.REPLACED: (_("同日被替代"), "nc-chip nc-chip--off"),
    }
    words, class_name = names[standing]
    return html.Span(words, className=class_name)


def added_words(item: ChecklistItem, banners: dict[str, str]) -> str:
    """Who asks it beside the list that came with the program; empty for that list."""
    if item.added_by is None:
        return ""
    if item.added_by == CITY:
        return str(_("市级增加"))
    return str(_("%(banner)s增加", banner=banners.get(item.added_by, item.added_by)))


def field_name(name: str) -> str:
    """A field of a new item, or of the change as a whole."""
    names: dict[str, str] = {
        "group": _("分组"),
        "zh": _("检查内容（中文）"),
        "en": _("检查内容（英文）"),
        "key": _("关键项"),
        "scope": _("适用单位"),
        "categories": _("限于类别"),
        "source": _("依据文件"),
        "article": _("条款"),
        "effective_from": _("生效日期"),
        "note": _("修订原因"),
        "items": _("项目"),
        "retired": _("停用项目"),
    }
    return names.get(name, name)


def fault_words(found: Finding) -> str:
    """What is wrong with a field, and how to mend it."""
    if found.field == "items" and found.fault is Fault.MISSING:
        return str(_("草案里还没有增加或停用的项目"))
    if found.field == "items" and found.fault is Fault.TOO_MANY:
        return str(_("一份检查表最多 %(n)s 项", n=found.detail))
    if found.field == "source" and found.fault is Fault.MISSING:
        return str(_("填了条款就要写明是哪个文件"))
    if found.field == "retired" and found.fault is Fault.NOT_A_CHOICE:
        return str(_("该日的检查表里没有这个项目：%(what)s", what=found.detail))
    if found.field == "retired" and found.fault is Fault.NOT_YOURS:
        return str(_("%(what)s 不是本级增加的，不能停用", what=found.detail))
    return finding_words(found)


def fault_list(findings: Sequence[Finding]) -> Component:
    """Every fault with the name of its field."""
    told = dict.fromkeys(f"{field_name(one.field)}：{fault_words(one)}" for one in findings)
    return html.Ul([html.Li(words) for words in told], className="nc-problems", role="alert")
