"""What has to be known of a model to feed it and to read its answer."""

from dataclasses import dataclass

from inference.model.class_map import ClassMap
from inference.model.families import Colour, Family, Padding, Triple


@dataclass(frozen=True, slots=True)
class Contract:
    """One model.

    Attributes:
        names: Class names of the model, in the order of its output.
        height: Of the input; `width` likewise, pixels.
        mean: Taken from each colour, 0 to 255, in the order of `colour`; `std` divides it.
        enlarge: Whether frames smaller than the input are made as large as it; `stretch` always
            does that.
        suppress: Whether boxes overlap and have to be thinned.
        decoded: YOLOX: whether boxes come in pixels already.
        classes: What each class means here.
        licence: As the model or its side-car says; empty when neither does.
    """

    family: Family
    names: tuple[str, ...]
    height: int
    width: int
    colour: Colour
    mean: Triple
    std: Triple
    padding: Padding
    enlarge: bool
    suppress: bool
    decoded: bool
    classes: ClassMap
    licence: str = ""
    author: str = ""
    version: str = ""
