"""Kitchen staff as SVG: bodies, arms and heads in pieces, so that a clip can move them.

Local units: the middle of the shoulders is (0, 0), a head is about 36 wide; the stage scales them.
"""

from dataclasses import dataclass
from enum import StrEnum


class Headwear(StrEnum):
    """What covers the hair."""

    TOQUE = "toque"
    CAP = "cap"
    BOUFFANT = "bouffant"


class Pose(StrEnum):
    """Where the hands are."""

    WORKING = "working"
    REACHING = "reaching"


SKINS = ("#DDAE88", "#D09C74", "#E6BB97", "#C28C67")
HAIRS = ("#241F1D", "#2E2723", "#3A302A")
JACKETS = ("#F1EDE4", "#E9E5DB", "#DFE5E8", "#ECE6EA")
APRONS = ("#46505C", "#3E5A4C", "#6B3B3B", "#5B4A3A", "#39506E", "")
MASKS = ("#CFE3F0", "#C4DFF1", "#D6E6F0")


@dataclass(frozen=True, slots=True)
class Look:
    """How one person is dressed; colours as #RRGGBB, an empty apron means none."""

    skin: str
    hair: str
    jacket: str
    apron: str
    mask: str
    headwear: Headwear


def body_svg(look: Look, pose: Pose) -> str:
    """Torso, apron and arms."""
    torso = (
        f'<path d="M-31 8C-30 -6 -16 -11 0 -11S30 -6 31 8L35 124H-35Z" fill="{look.jacket}"/>'
        '<path d="M10 -10C24 -8 31 -2 31 8L35 124H13Z" fill="#000" opacity=".10"/>'
        '<path d="M-9 -10L0 4L9 -10" fill="none" stroke="#000" stroke-opacity=".18" '
        'stroke-width="1.4"/>'
        '<path d="M0 4V24" stroke="#000" stroke-opacity=".12" stroke-width="1.2"/>'
    )
    apron = look.apron and (
        f'<path d="M-17 22H17L23 124H-23Z" fill="{look.apron}"/>'
        f'<path d="M-17 22L-9 -9M17 22L9 -9" stroke="{look.apron}" stroke-width="3.4" fill="none"/>'
        '<path d="M-10 62H10V74H-10Z" fill="none" stroke="#fff" stroke-opacity=".16"/>'
    )
    neck = f'<rect x="-8" y="-22" width="16" height="16" rx="6" fill="{look.skin}"/>' + (
        '<path d="M-8 -16C-3 -12 3 -12 8 -16V-10H-8Z" fill="#000" opacity=".13"/>'
    )
    return torso + neck + apron + _arms(look, pose)


def head_svg(look: Look, *, masked: bool) -> str:
    """Head with headwear, and with a mask or a bare face."""
    ears = "".join(
        f'<ellipse cx="{side * 17}" cy="-32" rx="3.6" ry="5.4" fill="{look.skin}"/>'
        f'<ellipse cx="{side * 17.4}" cy="-32" rx="1.7" ry="3" fill="#000" opacity=".13"/>'
        for side in (-1, 1)
    )
    face = (
        f'<path d="M-17 -40C-17 -22 -9 -13.5 0 -13.500S17 -22 17 -40C17 -50 -17 -50 -17 -40Z" '
        f'fill="{look.skin}"/>'
        '<path d="M6 -50C14 -49 17 -46 17 -40C17 -24 10 -15 2 -13.600C9 -20 11 -36 6 -50Z" '
        'fill="#000" opacity=".07"/>'
    )
    lower = _mask(look) if masked else _mouth()
    return ears + face + _eyes(look) + lower + _HEADWEAR[look.headwear](look)


def _arms(look: Look, pose: Pose) -> str:
    left, right = {
        Pose.WORKING: ("M-29 6C-40 22 -42 42 -30 58L-12 66", "M29 6C40 22 42 42 30 58L12 66"),
        Pose.REACHING: ("M-29 6C-42 20 -41 40 -25 49L-5 53", "M29 6C43 18 45 34 38 50L26 62"),
    }[pose]
    hands = {Pose.WORKING: ((-8, 68), (8, 68)), Pose.REACHING: ((-1, 54), (21, 65))}[pose]
    sleeve = 'fill="none" stroke-width="15" stroke-linecap="round"'
    return (
        f'<path d="{left}" {sleeve} stroke="{look.jacket}"/>'
        f'<path d="{right}" {sleeve} stroke="{look.jacket}"/>'
        f'<path d="{right}" {sleeve} stroke="#000" opacity=".08"/>'
        + "".join(f'<circle cx="{x}" cy="{y}" r="7.5" fill="{look.skin}"/>' for x, y in hands)
    )


def _eyes(look: Look) -> str:
    return "".join(
        f'<path d="M{x - 4.2} -41.500Q{x} -44 {x + 4.2} -41.3" stroke="{look.hair}" '
        'stroke-width="1.9" fill="none" stroke-linecap="round"/>'
        f'<ellipse cx="{x}" cy="-36.5" rx="3.2" ry="2" fill="#fff"/>'
        f'<circle cx="{x}" cy="-36.5" r="1.8" fill="#2A1D16"/>'
        for x in (-7, 7)
    )


def _mouth() -> str:
    return (
        '<path d="M0 -36C-1.5 -31 -3 -29 -1 -28H2" stroke="#8A5A43" stroke-width="1.6" '
        'fill="none" stroke-linecap="round"/>'
        '<path d="M-5.5 -22.500C-2 -20 2 -20 5.5 -22.500C2 -23.8 -2 -23.8 -5.5 -22.500Z" '
        'fill="#A8574A"/>'
        '<ellipse cx="-9.5" cy="-27" rx="3.6" ry="2.4" fill="#D9705A" opacity=".20"/>'
        '<ellipse cx="9.5" cy="-27" rx="3.6" ry="2.4" fill="#D9705A" opacity=".20"/>'
    )


def _mask(look: Look) -> str:
    return (
        '<path d="M-15 -31L-18 -34M15 -31L18 -34M-12 -18L-17 -28M12 -18L17 -28" '
        'stroke="#F4F8FA" stroke-width="1.2"/>'
        f'<path d="M-15.5 -31.500C-7 -34.5 -3 -35.5 0 -35.500S7 -34.5 15.5 -31.5'
        f'C16 -21 9 -13.5 0 -13S-16 -21 -15.5 -31.500Z" fill="{look.mask}"/>'
        '<path d="M-14 -27.500H14M-13 -23.500H13M-10.5 -19.500H10.5" stroke="#9DB9C9" '
        'stroke-width="1"/>'
        '<path d="M5 -35C11 -34 15 -32 15.5 -31.500C16 -22 10 -15 3 -13.300C9 -19 9 -29 5 -35Z" '
        'fill="#000" opacity=".07"/>'
    )


def _temples(look: Look) -> str:
    """The hair that shows under a hat."""
    return (
        f'<path d="M-17.5 -36C-19 -46 -17 -50 -12 -52H12C17 -50 19 -46 17.5 -36L15 -43H-15Z" '
        f'fill="{look.hair}"/>'
    )


def _toque(look: Look) -> str:
    return _temples(look) + (
        '<path d="M-18 -46C-25 -50 -25 -63 -14 -64C-11 -72 9 -73 13 -64C25 -64 25 -50 18 -46Z" '
        'fill="#F2EEE5"/>'
        '<path d="M8 -69C19 -66 24 -59 18 -46H9C13 -56 12 -64 8 -69Z" fill="#000" opacity=".07"/>'
        '<path d="M-18.5 -49H18.5V-42.5C8 -45.5 -8 -45.5 -18.5 -42.5Z" fill="#DDD7CA"/>'
        '<path d="M-7 -52V-62M4 -52V-63M12 -52L13 -61" stroke="#D5CFC1" stroke-width="1.5"/>'
    )


def _cap(look: Look) -> str:
    return _temples(look) + (
        '<path d="M-19 -43C-20 -64 20 -64 19 -43C8 -47 -8 -47 -19 -43Z" fill="#F2EEE5"/>'
        '<path d="M-19.5 -46C-8 -50 8 -50 19.5 -46V-41C8 -45 -8 -45 -19.5 -41Z" '
        'fill="#DDD7CA"/>'
    )


def _bouffant(look: Look) -> str:
    return _temples(look) + (
        '<path d="M-20 -43C-23 -64 -8 -66 0 -66S23 -64 20 -43C10 -48 -10 -48 -20 -43Z" '
        'fill="#E4EEF0"/>'
        '<path d="M-20 -43.5C-10 -48.5 10 -48.5 20 -43.5" stroke="#B3CBD2" stroke-width="2.2" '
        'fill="none"/>'
        '<path d="M-13 -49C-12 -57 -8 -61 -5 -63M-4 -49V-63M6 -49C7 -57 6 -60 5 -63'
        'M14 -49C14 -56 12 -58 10 -61" stroke="#C3D7DC" stroke-width="1.2" fill="none"/>'
    )


_HEADWEAR = {Headwear.TOQUE: _toque, Headwear.CAP: _cap, Headwear.BOUFFANT: _bouffant}
