"""The lists the program brings: version 1 of each kind, made from the coded rows."""

from datetime import UTC, date, datetime
from functools import cache

from domain import cycle_items, daily_items
from domain.checklists import (
    FIRST_VERSION,
    Checklist,
    ChecklistItem,
    Confidence,
    ItemGroup,
    ItemScope,
    item_id,
)
from domain.control import ControlKind

PUBLISHER = "nuancheng"
_EFFECTIVE_FROM = date(2025, 4, 15)  # 第97号令 and 集中用餐单位规定 in force
_PUBLISHED_AT = datetime(2025, 4, 15, tzinfo=UTC)

DOCUMENTS: dict[str, str] = {
    "F": "食品安全法",
    "S": "学校食品安全与营养健康管理规定（45号令）",
    "R": "落实食品安全主体责任监督管理规定（60号令、97号令）",
    "D": "平台规则",
    "OP": "餐饮服务食品安全操作规范（2018）",
    "GB": "GB 31654-2021",
    "GB2716": "GB 2716",
    "GB2760": "GB 2760",
    "GB14934": "GB 14934",
    "78": "食品经营许可和备案管理办法（78号令）",
    "123": "网络餐饮服务经营者规定（123号令）",
    "SAFE36": "安全生产法",
}

Row = tuple[str, bool, str, str, str, str]

_SHEETS: dict[ControlKind, tuple[dict[str, tuple[str, str]], tuple[Row, ...]]] = {
    ControlKind.DAILY_CONTROL: (daily_items.GROUPS, daily_items.ROWS),
    ControlKind.WEEKLY_REVIEW: (cycle_items.WEEKLY_GROUPS, cycle_items.WEEKLY_ROWS),
    ControlKind.MONTHLY_DISPATCH: (cycle_items.MONTHLY_GROUPS, cycle_items.MONTHLY_ROWS),
}


@cache
def first_checklist(kind: ControlKind) -> Checklist:
    """Version 1 of a kind, as every database holds it."""
    groups, rows = _SHEETS[kind]
    return Checklist(
        kind=kind,
        version=FIRST_VERSION,
        banner_adcode=None,
        effective_from=_EFFECTIVE_FROM,
        items=tuple(_item(kind, row) for row in rows),
        groups=tuple(ItemGroup(letter, zh, en) for letter, (zh, en) in groups.items()),
        note="",
        published_by=PUBLISHER,
        published_at=_PUBLISHED_AT,
    )


def _item(kind: ControlKind, row: Row) -> ChecklistItem:
    code, key, basis, scope, zh, en = row
    documents, articles = zip(*(_document(part) for part in basis.split(",")), strict=True)
    platform = all(part == "D" for part in basis.split(","))
    return ChecklistItem(
        id=item_id(kind, code),
        code=code,
        group=code[0],
        zh=zh,
        en=en,
        key=key,
        scope=ItemScope(scope),
        source="、".join(documents),
        article="、".join(article for article in articles if article),
        confidence=Confidence.PLATFORM if platform else Confidence.GENERAL,
    )


def _document(basis: str) -> tuple[str, str]:
    """Document and article of one basis code: `F53/55` is 食品安全法 第53、55条."""
    if basis == "SAFE36":
        return DOCUMENTS[basis], "第36条"
    if basis[0] == "F":
        return DOCUMENTS["F"], f"第{basis[1:].replace('/', '、')}条"
    return DOCUMENTS[basis], ""
