"""A signature as a finger draws it, and what else a form hands in."""

from domain.duty_form import FormPaper

SIGNATURE = "M20 30" + "".join(f"L{20 + 8 * n} {30 + 11 * (n % 4)}.5" for n in range(1, 30))


def paper(**changes) -> FormPaper:
    """What a person's form hands in beside its answers."""
    return FormPaper(**({"signature": SIGNATURE, "device": "0123456789abcdef"} | changes))
