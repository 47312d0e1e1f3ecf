"""The three grades of an establishment side by side: never one grade, each with its reason."""

from collections.abc import Sequence
from datetime import date

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.category_words import category_name
from components.dossier_words import hygiene_name, tier_name
from components.icons import risk_badge, smiley
from components.record_words import risk_word
from domain.categories import rules_of
from domain.dossier import Inspected, Outline, Standing
from domain.establishment_record import Record
from domain.grades import GuarantorTier
from domain.guarantors import CATEGORY_TIERS, VISIT_EVERY_DAYS, visit_due


def grade_cards(
    found: Record | Outline, now: Standing, today: date, *, cadres: bool = True
) -> Component:
    """风险等级, 包保层级 and 量化等级, each named in full; `cadres`: with who holds it."""
    risk, tier, hygiene, category = _grades_of(found)
    return html.Div(
        [
            _card(
                _("风险等级"),
                _("D 为风险最高"),
                [risk_badge(risk, 40), html.B(risk_word(risk) if risk else _("未评定"))],
                risk_lines(now),
            ),
            _card(
                _("包保层级"),
                _("A 为规模最大"),
                [
                    html.B(tier, className="nc-gradecard__letter") if tier else None,
                    html.B(tier_name(tier) if tier else _("未定")),
                ],
                [
                    *_tier_reason(tier, category),
                    *(_holder_lines(tier, now, today) if cadres else []),
                ],
            ),
            _card(
                _("量化等级"),
                _("A 为最好"),
                [
                    smiley(now.visit_grade, 40) if now.visit_grade else None,
                    html.B(hygiene_name(now.visit_grade) if now.visit_grade else _("未评定")),
                ],
                hygiene_lines(hygiene, now),
            ),
        ],
        className="nc-grades",
    )


def faces(found: Sequence[Inspected]) -> Component | None:
    """Dynamic grades over time, oldest first; each face with its day and letter."""
    graded = [one for one in reversed(found) if one.hygiene_grade]
    if not graded:
        return None
    return html.Ol(
        [
            html.Li(
                [
                    smiley(one.hygiene_grade, 34) if one.hygiene_grade else None,
                    html.B(one.hygiene_grade),
                    html.Time(one.inspected_on.isoformat(), className="nc-num"),
                ]
            )
            for one in graded
        ],
        className="nc-faces",
    )


def risk_lines(now: Standing) -> list[str]:
    """Score with its band, or that there is none."""
    if now.score is None:
        return [_("尚未计算评分，不代表风险低")]
    band = _("区间 %(low)s–%(high)s", low=f"{now.low:.1f}", high=f"{now.high:.1f}")
    return [_("评分 %(score)s / 100", score=f"{now.score:.1f}"), band]


def hygiene_lines(yearly: str | None, now: Standing) -> list[str]:
    """The day of the face, and the yearly grade, which is another thing."""
    lines = []
    if now.visit_graded_on is not None:
        lines.append(_("动态等级，%(day)s 检查", day=now.visit_graded_on.isoformat()))
    else:
        lines.append(_("近期检查没有评定动态等级"))
    lines.append(
        _("年度等级 %(grade)s（%(name)s）", grade=yearly, name=hygiene_name(yearly))
        if yearly
        else _("年度等级未评定")
    )
    return lines


def _grades_of(found: Record | Outline) -> tuple[str | None, str | None, str | None, str]:
    if isinstance(found, Outline):
        return found.risk_level, found.guarantor_tier, found.hygiene_grade, found.category
    facts = found.facts
    names = ("risk_level", "guarantor_tier", "hygiene_grade")
    risk, tier, hygiene = (facts[name] for name in names)
    return risk, tier, hygiene, str(facts["category"])


def _tier_reason(tier: str | None, category: str) -> list[str]:
    usual = CATEGORY_TIERS[rules_of(category)]
    name = category_name(category)
    if tier is None:
        return [_("%(category)s按规则应为 %(tier)s 级（平台规则）", category=name, tier=usual)]
    if tier == usual:
        return [_("依据：%(category)s（平台规则）", category=name)]
    return [
        _(
            "登记为 %(tier)s 级，%(category)s按规则为 %(usual)s 级",
            tier=tier,
            category=name,
            usual=usual,
        )
    ]


def _holder_lines(tier: str | None, now: Standing, today: date) -> list[str]:
    if now.holder is None or now.held_since is None:
        return [_("现无包保干部")]
    lines = [_("干部 %(name)s，%(post)s", name=now.holder, post=now.holder_position)]
    if tier is not None:
        known = GuarantorTier(tier)
        due = visit_due(known, now.held_since, now.last_visit_on, today)
        day = due.due_on.isoformat()
        lines.append(
            _("督导已逾期，应于 %(day)s 前", day=day)
            if due.overdue
            else _("下次督导 %(day)s 前", day=day)
        )
        lines.append(_("每 %(n)s 天至少一次（平台规则）", n=VISIT_EVERY_DAYS[known]))
    return lines


def _card(
    title: str, hint: str, signs: Sequence[Component | None], lines: Sequence[str]
) -> Component:
    return html.Section(
        [
            html.Header([html.H3(title), html.Span(hint)]),
            html.Div(list(signs), className="nc-gradecard__sign"),
            html.Ul([html.Li(line) for line in lines]),
        ],
        className="nc-card nc-gradecard",
    )
