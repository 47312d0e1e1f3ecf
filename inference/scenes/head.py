"""A head from every side: face, hair, headwear, mask."""

from inference.scenes.camera import F64
from inference.scenes.face import draw_face
from inference.scenes.hair import draw_hair
from inference.scenes.headform import Head
from inference.scenes.headwear import draw_hat, draw_mask
from inference.scenes.solids import Layer
from inference.scenes.wear import Look


def draw_head(layer: Layer, middle: F64, axes: F64, scale: float, look: Look) -> None:
    """Draw the whole head into the layer, as piece HEAD of its figure.

    `axes` (3, 3) has right, up and forward as columns; a `scale` of 1 is a head of usual size.
    """
    head = Head(layer, middle, axes, scale, look)
    draw_face(head)
    draw_hair(head)
    draw_hat(head)
    draw_mask(head)
