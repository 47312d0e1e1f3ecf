"""What papers are made of: blocks that each writer draws in its own way, knowing no more."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.checklists import Answer
from domain.control_paper import PaperPhoto

UNFILLED = "未填写"
UNKNOWN = "未登记"
NO_DATA = "系统无此数据"
NOT_KEPT = "提交时系统未留存"

MARKS: dict[Answer | None, str] = {
    Answer.PASS: "✓ 合格",
    Answer.FAIL: "× 不合格",
    Answer.NOT_APPLICABLE: "— 不适用",
    None: UNFILLED,
}


@dataclass(frozen=True, slots=True)
class Small:
    """Text of less weight, in a cell."""

    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Answer to an item, in a cell."""

    answer: Answer | None


Cell = str | Mark | Small


@dataclass(frozen=True, slots=True)
class Heading:
    """Title of a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """Text of people, or of ours: one paragraph a line."""

    text: str


@dataclass(frozen=True, slots=True)
class Clean:
    """The sentence of a 零风险报告."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """Small print."""

    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value; a wide one takes a line of its own."""

    label: str
    value: str
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """Labels and values, two pairs a line."""

    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A row of a grid that is one cell: the name of a group."""

    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table.

    Attributes:
        widths: Share of the line of each column.
        head: Name of each column.
        rows: As many cells as `head` each, or a Span.
    """

    widths: tuple[int, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...] | Span, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A finding: title, facts, pictures by purpose."""

    title: str
    pairs: tuple[Pair, ...]
    photos: tuple[tuple[str, tuple[PaperPhoto, ...]], ...]


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signed: `path` of an SVG of 300 × 100, None when none was drawn."""

    role: str
    name: str
    at: str
    path: str | None


Block = Heading | Words | Clean | Note | Fields | Grid | Card | Signing


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper, ready to be drawn.

    Attributes:
        title: Name of the record.
        shop: Name of the establishment.
        platform: The city and what it calls the product that made the paper.
        version: As printed.
        digest: SHA-256 of the content, 64 hex digits.
        demo: 演示数据.
        made_at: ISO moment that stands for the making: of the content, never of the clock.
    """

    title: str
    shop: str
    platform: str
    number: str
    version: str
    digest: str
    demo: bool
    made_at: str
    blocks: tuple[Block, ...]


def grid(widths: Sequence[int], head: Sequence[str], rows: Sequence[Sequence[Cell] | Span]) -> Grid:
    """A Grid of any sequences."""
    cells = tuple(row if isinstance(row, Span) else tuple(row) for row in rows)
    return Grid(tuple(widths), tuple(head), cells)
