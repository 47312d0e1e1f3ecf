"""The table in front of the camera, and what lies on it. It hides legs, as tables do."""


def table(y: float, drawn: str) -> str:
    """A steel table with its edge at `y`."""
    return (
        f'<path d="M-10 {y}H490L520 280H-40Z" fill="url(#steelV)"/>'
        f'<path d="M-10 {y}H490" stroke="#f1ede4" stroke-width="2.5"/>{drawn}'
    )


def vegetables(y: float) -> str:
    """A cutting board, a knife, two plates."""
    pieces = "".join(
        f'<ellipse cx="{x}" cy="{y + 22 + (i % 2) * 5}" rx="9" ry="5" fill="{colour}"/>'
        for i, (x, colour) in enumerate(
            (
                (172, "#6f9a45"),
                (188, "#83ab50"),
                (203, "#6f9a45"),
                (222, "#c7533b"),
                (238, "#d2663f"),
                (254, "#e3b24b"),
            )
        )
    )
    return (
        f'<path d="M150 {y + 12}H286L296 {y + 36}H138Z" fill="#c9a06a"/>'
        f'<path d="M150 {y + 12}H286" stroke="#e3c494" stroke-width="2"/>{pieces}'
        f'<path d="M262 {y + 28}l40 -8" stroke="#d8d5cc" stroke-width="6" stroke-linecap="round"/>'
        f'<path d="M302 {y + 20}l20 -4" stroke="#2e2b28" stroke-width="6" stroke-linecap="round"/>'
        f'<ellipse cx="370" cy="{y + 20}" rx="32" ry="9" fill="#ece7dc"/>'
        f'<ellipse cx="370" cy="{y + 18}" rx="25" ry="6" fill="#b7c98c"/>'
        f'<ellipse cx="84" cy="{y + 20}" rx="30" ry="9" fill="url(#steelV)"/>'
        f'<ellipse cx="84" cy="{y + 18}" rx="24" ry="6" fill="#c98a57"/>'
    )


def food_trays(y: float) -> str:
    """Five dishes ready to be handed out."""
    return "".join(
        f'<rect x="{x}" y="{y + 9}" width="78" height="24" rx="4" fill="#8f8b83"/>'
        f'<rect x="{x + 4}" y="{y + 11}" width="70" height="17" rx="3" fill="{colour}"/>'
        for x, colour in (
            (40, "#a9642f"),
            (128, "#6d8f3f"),
            (216, "#d7b25a"),
            (304, "#b54a33"),
            (392, "#e5ddcb"),
        )
    )


def dough(y: float) -> str:
    """A floured board with pieces of dough."""
    return f'<rect x="90" y="{y + 8}" width="300" height="32" rx="4" fill="#d7b384"/>' + "".join(
        f'<circle cx="{130 + i * 30}" cy="{y + 22 + (i % 2) * 4}" r="9.5" fill="#f5eddc"/>'
        for i in range(8)
    )


def sinks(y: float) -> str:
    """Two basins with taps and a stack of plates."""
    basins = "".join(
        f'<rect x="{x}" y="{y + 9}" width="130" height="32" rx="5" fill="#5e6a70"/>'
        f'<rect x="{x + 4}" y="{y + 12}" width="122" height="22" rx="4" fill="#8aa4af"/>'
        f'<path d="M{x + 65} {y + 8}v-26q0 -9 10 -9h10" fill="none" stroke="#e6e2d9" '
        'stroke-width="5"/>'
        for x in (70, 240)
    )
    plates = "".join(
        f'<ellipse cx="{410 + i * 3}" cy="{y + 24 - i * 4}" rx="26" ry="6" '
        f'fill="{"#f4f0e7" if i % 2 else "#ddd8cd"}"/>'
        for i in range(4)
    )
    return basins + plates


def crates(y: float) -> str:
    """Crates of greens, off the floor."""
    return "".join(
        f'<rect x="{x}" y="{y + 8}" width="92" height="34" rx="3" fill="{colour}"/>'
        f'<path d="M{x + 8} {y + 18}h76M{x + 8} {y + 28}h76" stroke="#000" stroke-opacity=".18" '
        'stroke-width="3"/>'
        for x, colour in ((60, "#5f86a8"), (170, "#7a9a5c"), (280, "#b08a4f"))
    )
