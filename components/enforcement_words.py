"""Words of penalties and sampling tests."""

from datetime import date

from flask_babel import gettext as _

from components.wording import english, term
from domain.penalties import (
    PENALTY_KIND_NAMES_EN,
    PENALTY_KIND_NAMES_ZH,
    Penalty,
    is_public,
    kinds_of,
    yuan,
)
from domain.sampling import (
    CONCLUSION_NAMES_EN,
    CONCLUSION_NAMES_ZH,
    STAGE_NAMES_EN,
    STAGE_NAMES_ZH,
    FailedItem,
    SampleConclusion,
    SampleStage,
    SamplingTest,
)


def penalty_kinds(kinds: str) -> str:
    """What a decision imposes, in words."""
    names = [
        term(PENALTY_KIND_NAMES_ZH[kind], PENALTY_KIND_NAMES_EN[kind]) for kind in kinds_of(kinds)
    ]
    return (", " if english() else "、").join(names)


def amounts(fine_fen: int | None, confiscated_fen: int | None) -> list[str]:
    """Fine and confiscation in yuan, those there are."""
    told = []
    if fine_fen:
        told.append(_("罚款 %(n)s 元", n=yuan(fine_fen)))
    if confiscated_fen:
        told.append(_("没收 %(n)s 元", n=yuan(confiscated_fen)))
    return told


def publication(one: Penalty, today: date) -> str:
    """How a decision stands with the public."""
    if one.published_on is None:
        return str(_("未公示"))
    since = one.published_on.isoformat()
    if one.withdrawn_on is None and not is_public(one, today):
        return str(_("%(day)s 公示，公示期已满", day=since))
    if one.published_until is None:
        return str(_("%(day)s 公示", day=since))
    return str(_("%(day)s 公示，至 %(until)s", day=since, until=one.published_until.isoformat()))


def sample_outcome(outcome: str) -> str:
    """合格, 不合格, or that it counts no more."""
    if outcome == "withdrawn":
        return str(_("已撤销"))
    known = SampleConclusion(outcome)
    return term(CONCLUSION_NAMES_ZH[known], CONCLUSION_NAMES_EN[known])


def stage_name(stage: str) -> str:
    """Where a sample was taken."""
    known = SampleStage(stage)
    return term(STAGE_NAMES_ZH[known], STAGE_NAMES_EN[known])


def item_words(item: FailedItem) -> str:
    """大肠菌群 120 CFU/g（限量 ≤10）."""
    measured = " ".join(filter(None, (item.value, item.unit)))
    if not item.limit:
        return f"{item.name} {measured}"
    return str(
        _("%(name)s %(value)s（限量 %(limit)s）", name=item.name, value=measured, limit=item.limit)
    )


def handling(one: SamplingTest) -> str:
    """How dealing with a failed sample stands; empty for others."""
    if not one.failed:
        return ""
    if one.handled_on is None:
        return str(_("核查处置未完成"))
    return str(_("%(day)s 完成核查处置", day=one.handled_on.isoformat()))
