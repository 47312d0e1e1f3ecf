"""What stands in a kitchen, as SVG in the 480 × 270 units of the stage."""

from random import Random

STAGE_WIDTH, STAGE_HEIGHT = 480, 270
DEFS = """<defs>
<linearGradient id="steelV" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#d9d5cb"/>
<stop offset=".45" stop-color="#aaa69d"/><stop offset="1" stop-color="#7f7c75"/></linearGradient>
<linearGradient id="steelH" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="#9c988f"/>
<stop offset=".3" stop-color="#d3cfc5"/><stop offset=".62" stop-color="#aeaaa1"/>
<stop offset="1" stop-color="#88857d"/></linearGradient>
<linearGradient id="warmWall" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#8f8b83"/>
<stop offset="1" stop-color="#b9b4a9"/></linearGradient>
<linearGradient id="coolWall" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#8a9196"/>
<stop offset="1" stop-color="#b4bbbe"/></linearGradient>
<linearGradient id="floor" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#7d776d"/>
<stop offset="1" stop-color="#5b564f"/></linearGradient>
<radialGradient id="lamp" cx=".5" cy="0" r=".9"><stop offset="0" stop-color="#FFE7B8"
stop-opacity=".75"/><stop offset="1" stop-color="#FFE7B8" stop-opacity="0"/></radialGradient>
<pattern id="tiles" width="26" height="18" patternUnits="userSpaceOnUse"><path d="M26 0H0V18"
fill="none" stroke="#fff" stroke-opacity=".16" stroke-width="1"/></pattern></defs>"""
_BOXES = ("#cdb28a", "#b9cbd6", "#d8d3c8", "#a9bfa8")
_JARS = ("#c98b4a", "#8d5f3a", "#d9c28c", "#b7c7a1")


def wall_and_floor(*, cool: bool) -> str:
    """The room itself: tiles, and planks that run to the vanishing point."""
    planks = "".join(
        f'<path d="M{240 + (x - 240) * 0.354:.1f} 186L{x} 270" stroke="#000" stroke-opacity=".13"/>'
        for x in range(-260, 760, 60)
    )
    rows = "".join(
        f'<path d="M0 {y}H480" stroke="#000" stroke-opacity=".11"/>' for y in (196, 210, 230, 254)
    )
    return (
        f'<rect width="480" height="270" fill="url(#{"coolWall" if cool else "warmWall"})"/>'
        '<rect width="480" height="190" fill="url(#tiles)"/>'
        '<rect y="186" width="480" height="84" fill="url(#floor)"/>'
        f'{planks}{rows}<rect y="184" width="480" height="4" fill="#000" opacity=".18"/>'
    )


def pot(x: float, y: float, width: float = 44, height: float = 26, *, lid: bool = False) -> str:
    """A stock pot; its rim is at `y`."""
    left, right, low = x - width / 2, x + width / 2, y + height
    rim = f'cx="{x}" cy="{y}" rx="{width / 2}" ry="5.5"'
    knob = f'<rect x="{x - 4}" y="{y - 9}" width="8" height="5" rx="2" fill="#4b4944"/>'
    return (
        f'<ellipse cx="{x}" cy="{low}" rx="{width / 2}" ry="5" fill="#3d3c3a" opacity=".5"/>'
        f'<path d="M{left} {y}V{low - 3}C{left} {low + 4} {right} {low + 4} {right} {low - 3}V{y}Z"'
        f' fill="url(#steelV)"/><ellipse {rim} fill="{"#cfcac0" if lid else "#5a4a3c"}"/>'
        f'<ellipse {rim} fill="none" stroke="#e9e5db" stroke-width="1.4"/>' + (knob if lid else "")
    )


def wok(x: float, y: float, width: float = 58) -> str:
    """A wok with a dish in it, over a gas flame."""
    left, right = x - width / 2, x + width / 2
    dish = "".join(
        f'<circle cx="{x + dx}" cy="{y + dy}" r="2.5" fill="{colour}"/>'
        for dx, dy, colour in ((-8, 0, "#7fa04a"), (6, 1, "#c4523a"), (14, -0.5, "#e0b04a"))
    )
    return (
        f'<path d="M{left} {y}C{left + 4} {y + 22} {right - 4} {y + 22} {right} {y}Z" '
        f'fill="#2d2b2a"/><ellipse cx="{x}" cy="{y}" rx="{width / 2}" ry="6.5" fill="#3c3937"/>'
        f'<ellipse cx="{x}" cy="{y + 0.8}" rx="{width / 2 - 7}" ry="4" fill="#b5792f"/>{dish}'
        f'<path d="M{right - 1} {y - 1}l20 -7" stroke="#2d2b2a" stroke-width="5" '
        'stroke-linecap="round"/>'
        f'<path d="M{x - 15} {y + 23}q5 -9 8 -2q5 -10 8 0q5 -10 8 1q3 -7 6 1z" fill="#7fb7e6" '
        'opacity=".9"/>'
    )


def steam() -> str:
    """Three wisps in a 60 × 60 box; the clip lets them rise."""
    return "".join(
        f'<path d="M{x} 56c-7 -11 8 -15 0 -28s7 -13 1 -22" fill="none" stroke="#fff" '
        'stroke-width="6" stroke-linecap="round" opacity=".22"/>'
        for x in (16, 30, 44)
    )


def fridge(x: float, y: float, width: float = 86, height: float = 128) -> str:
    """A two-door fridge with a small display."""
    middle = x + width / 2
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="4" fill="url(#steelH)" '
        f'stroke="#6e6b65"/><path d="M{middle} {y + 20}V{y + height - 2}" stroke="#7d7a73" '
        f'stroke-width="2"/><path d="M{x + 2} {y + 19}H{x + width - 2}" stroke="#7d7a73"/>'
        f'<rect x="{middle - 9}" y="{y + 52}" width="4" height="34" rx="2" fill="#55534e"/>'
        f'<rect x="{middle + 5}" y="{y + 52}" width="4" height="34" rx="2" fill="#55534e"/>'
        f'<rect x="{middle - 15}" y="{y + 5}" width="30" height="9" rx="2" fill="#1a1c1f"/>'
        f'<path d="M{middle - 10} {y + 9.5}h12M{middle + 5} {y + 9.5}h5" stroke="#7BE3C6" '
        'stroke-width="3"/>'
    )


def shelf(x: float, y: float, width: float, rng: Random, kind: str = "") -> str:
    """A board with things on it; `kind` fixes what they are (box, jar, bowl, tray)."""
    parts = [
        f'<rect x="{x}" y="{y}" width="{width}" height="4" fill="#bdb8ad"/>',
        f'<rect x="{x}" y="{y + 4}" width="{width}" height="3" fill="#000" opacity=".18"/>',
    ]
    at = x + 8
    while at < x + width - 30:
        drawn, used = _THINGS[kind or rng.choice(("box", "jar", "bowl", "tray"))](at, y, rng)
        parts.append(drawn)
        at += used
    return "".join(parts)


def hood(x: float = 60, width: float = 360) -> str:
    """An extractor hood and the light under it."""
    right = x + width
    return (
        f'<path d="M{x} 0H{right}L{right - 26} 44H{x + 26}Z" fill="url(#steelV)"/>'
        f'<rect x="{x + 26}" y="42" width="{width - 52}" height="7" fill="#6f6c66"/>'
        f'<rect x="{x + 60}" y="44" width="{width - 120}" height="3.5" rx="1.7" fill="#FFF1CF"/>'
        f'<path d="M{x + 26} 48H{right - 26}L{right + 30} 190H{x - 30}Z" fill="url(#lamp)" '
        'opacity=".42"/>'
    )


def counter(x: float, y: float, width: float, height: float) -> str:
    """A steel counter with doors."""
    doors = max(2, int(width / 62))
    parts = "".join(
        f'<path d="M{x + i * width / doors:.1f} {y + 8}V{y + height - 4}" stroke="#77736c"/>'
        f'<rect x="{x + (i + 0.5) * width / doors - 9:.1f}" y="{y + 14}" width="18" height="3" '
        'rx="1.5" fill="#5c5953"/>'
        for i in range(doors)
    )
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="url(#steelH)"/>'
        f'<rect x="{x - 3}" y="{y - 6}" width="{width + 6}" height="9" rx="1.5" fill="#e1ddd3"/>'
        f'<rect x="{x - 3}" y="{y + 2}" width="{width + 6}" height="3" fill="#000" opacity=".2"/>'
        f"{parts}"
    )


def notice(x: float, y: float) -> str:
    """A sheet of rules on the wall."""
    lines = "".join(
        f"M{x + 10} {y + 14 + i * 12}h{length}" for i, length in enumerate((64, 84, 72, 86, 50))
    )
    return (
        f'<rect x="{x}" y="{y}" width="108" height="80" fill="#e8e3d7"/>'
        f'<path d="{lines}" stroke="#a8a092" stroke-width="3"/>'
    )


def _box(x: float, y: float, rng: Random) -> tuple[str, float]:
    width = rng.choice((22, 26, 30))
    return (
        f'<rect x="{x}" y="{y - 17}" width="{width}" height="17" rx="1.5" '
        f'fill="{rng.choice(_BOXES)}"/><rect x="{x + 4}" y="{y - 13}" width="{width - 8}" '
        'height="5" fill="#fff" opacity=".6"/>',
        width + 6,
    )


def _jar(x: float, y: float, rng: Random) -> tuple[str, float]:
    return (
        f'<rect x="{x}" y="{y - 20}" width="13" height="20" rx="3" fill="{rng.choice(_JARS)}"/>'
        f'<rect x="{x + 1.5}" y="{y - 23}" width="10" height="4" rx="1.5" fill="#e9e4d9"/>',
        18,
    )


def _bowls(x: float, y: float, _rng: Random) -> tuple[str, float]:
    drawn = "".join(
        f'<path d="M{x} {y - 6 - i * 4}h24c-1 5 -6 6.5 -12 6.5s-11 -1.5 -12 -6.5z" '
        f'fill="{"#efeae0" if i % 2 else "#e2ddd2"}"/>'
        for i in range(3)
    )
    return drawn, 30


def _tray(x: float, y: float, _rng: Random) -> tuple[str, float]:
    return f'<rect x="{x}" y="{y - 9}" width="32" height="9" rx="2" fill="url(#steelV)"/>', 37


_THINGS = {"box": _box, "jar": _jar, "bowl": _bowls, "tray": _tray}
