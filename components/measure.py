"""What every figure of 总览 carries: the numbers behind it as links, its target, what it counts."""

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria
from components.icons import icon
from components.numbers import count, gap
from components.wording import Thing, term, unit
from domain.measures import MEANINGS, Measure, Target
from domain.share import Share


def measure_name(measure: Measure) -> str:
    """Its name in the reader's language."""
    meaning = MEANINGS[measure]
    return term(meaning.zh, meaning.en)


def number_link(number: int, href: str | None, what: str = "") -> Component:
    """A number that opens the list it is the size of.

    Args:
        number: Of what is listed.
        href: The list.
        what: What it counts, for who hears the link without what stands around it.
    """
    shown = html.B(count(number), className="nc-num")
    if not href:
        return shown
    return dcc.Link([shown, *opens_words(what)], href=href, className="nc-figlink")


def opens_words(what: str) -> list[Component]:
    """What a link of a bare number adds to its name: what it counts, and that it opens a list."""
    if not what:
        return []
    return [html.Span(_(" %(what)s，打开清单", what=what), className="visually-hidden")]


def list_link(number: int, href: str | None, what: str) -> Component | str:
    """As `number_link` for a cell of a table, where nothing needs no list."""
    if not number or not href:
        return count(number)
    return dcc.Link([html.Span(count(number), className="nc-num"), *opens_words(what)], href=href)


def pair(
    share: Share,
    counts: Thing,
    part_href: str | None,
    whole_href: str | None,
    what: tuple[str, str] = ("", ""),
) -> list[Component]:
    """Numerator and denominator with their unit (see `wording.unit`), each opening its list.

    Args:
        share: Both.
        counts: The unit.
        part_href: List of the numerator.
        whole_href: List of the denominator.
        what: What each of them counts, see `number_link`.
    """
    return [
        html.Span(
            [
                number_link(share.part, part_href, what[0]),
                " / ",
                number_link(share.whole, whole_href, what[1]),
                f" {unit(counts, share.whole)}",
            ]
        )
    ]


def change(
    share: Share, earlier: Share, base: str, *, digits: int = 1, lower: bool = False
) -> Component | None:
    """Points above or below the period before, its value on pointing; nothing where unknown.

    Args:
        share: Now.
        earlier: Then.
        base: What it is compared with, in words.
        digits: Decimals.
        lower: Lower is better.
    """
    difference = gap(share, earlier)
    if difference is None:
        return None
    step = round(difference, digits)
    arrow = "▲" if step > 0 else "▼" if step < 0 else "＝"
    tone = "" if step == 0 else "nc-delta--good" if (step < 0) is lower else "nc-delta--bad"
    words = f"{arrow}{abs(difference):.{digits}f}"
    return html.Span(
        [html.I(words, className=tone), f" {base}"],
        className="nc-bkpi__was",
        title=f"{base} {count(earlier.part)} / {count(earlier.whole)}",
    )


def target_mark(share: Share, target: Target, of: str = "") -> Component:
    """Reached or not, by sign, word and colour; without a known share only the target.

    Args:
        share: What is judged.
        target: What it shall reach.
        of: Which period is judged, where it is not the one the figure shows.
    """
    wanted = f"{'≤' if target.lower else '≥'}{target.percent:g}%"
    met = target.met(share)
    if met is None:
        return html.Span(_("目标 %(t)s", t=wanted), className="nc-target")
    words = _("达标") if met else _("未达标")
    value = f"{of} {share.percent:.1f}% " if of else ""
    sign = icon("check", 13) if met else html.I(className="nc-target__low")
    return html.Span(
        [sign, f"{value}{words}", html.Small(wanted)],
        className="nc-target is-met" if met else "nc-target is-missed",
        title=_("目标 %(t)s（平台规则）", t=wanted),
    )


def meaning(measure: Measure) -> Component:
    """What the figure counts, one press away."""
    words = MEANINGS[measure]
    name = term(words.zh, words.en)
    return html.Details(
        [
            html.Summary(icon("help", 15), **aria(label=_("%(name)s的口径", name=name))),
            html.P(term(words.counts_zh, words.counts_en)),
        ],
        className="nc-meaning",
    )
