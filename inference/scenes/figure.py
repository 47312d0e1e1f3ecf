"""A person as one layer: legs, torso, arms, head, and what the hands hold."""

import numpy as np

from inference.detections import F32
from inference.scenes.camera import F64, Camera
from inference.scenes.cloth import plain_cloth, skin_paint, sleeve_paint, torso_paint
from inference.scenes.head import draw_head
from inference.scenes.pose import Doing, Joints, nodded
from inference.scenes.solids import Layer, Light, Paint, Surface
from inference.scenes.wear import Clothes, Look

TORSO, REST, PHONE, CIGARETTE, HELD = 2, 3, 4, 5, 6
PIECES = 8
_PHONES = ((24, 24, 28), (230, 230, 232), (50, 60, 84), (196, 160, 150), (30, 90, 80))
Rng = np.random.Generator


def draw_figure(
    camera: Camera, light: Light, look: Look, joints: Joints, doing: Doing, rng: Rng
) -> Layer:
    """The layer of one person, with the pieces HEAD, TORSO, REST, PHONE, CIGARETTE and HELD."""
    spread = np.stack([joints.hips, joints.head, *joints.hands, *joints.elbows, *joints.feet])
    low = spread.min(axis=0) - np.array([0.3, 0.12, 0.3])
    high = spread.max(axis=0) + np.array([0.3, 0.42, 0.3])
    layer = Layer(camera, light, low, high)
    _legs(layer, look, joints)
    _torso(layer, look, joints)
    _arms(layer, look, joints)
    draw_head(layer, joints.head, joints.head_axes, 0.56 * look.height_m, look)
    _things(layer, look, joints, doing, rng)
    return layer


def _legs(layer: Layer, look: Look, joints: Joints) -> None:
    paint = plain_cloth(look.trousers, look.seed)
    shoe = plain_cloth((36, 35, 36) if look.seed % 4 else (214, 212, 206), 1, folds=0.03)
    for thigh, knee, foot in zip(joints.thighs, joints.knees, joints.feet, strict=True):
        layer.limb(thigh, knee, (0.082 * look.build, 0.064), paint, REST)
        layer.limb(knee, foot + np.array([0, 0.04, 0]), (0.062, 0.05), paint, REST)
        toe = foot + joints.hip_axes[:, 2] * 0.06
        layer.quadric(toe, joints.hip_axes, (0.05, 0.05, 0.13), shoe, REST)


def _torso(layer: Layer, look: Look, joints: Joints) -> None:
    height, build, axes = look.height_m / 1.68, look.build, joints.torso_axes

    def at(x: float, y: float, z: float) -> F64:
        return np.asarray(joints.hips + axes @ (np.array([x, y, z]) * height))

    def size(x: float, y: float, z: float) -> tuple[float, float, float]:
        return x * height * build, y * height, z * height * build

    trousers = plain_cloth(look.trousers, look.seed)
    layer.quadric(at(0, -0.05, 0), joints.hip_axes, size(0.15, 0.1, 0.1), trousers, REST)
    long = look.clothes in {Clothes.GOWN, Clothes.COAT}
    hem = 0.3 if long else 0.1
    skirt = torso_paint(look, -hem / 2 + 0.04)
    layer.quadric(
        joints.hips + np.array([0, (-hem / 2 + 0.04) * height, 0]),
        joints.hip_axes,
        size(0.176, hem / 2 + 0.05, 0.134),
        skirt,
        TORSO,
        taper=0.06,
    )
    layer.quadric(
        at(0, 0.14, 0), axes, size(0.165, 0.17, 0.118), torso_paint(look, 0.14 * height), TORSO
    )
    layer.quadric(
        at(0, 0.26, 0.004), axes, size(0.186, 0.2, 0.128), torso_paint(look, 0.26 * height), TORSO
    )
    yoke = sleeve_paint(look)
    for side, shoulder in ((-1, joints.shoulders[0]), (1, joints.shoulders[1])):
        thick = (0.058 * height * build, 0.056 * height)
        layer.limb(shoulder, at(0.03 * side, 0.478, -0.012), thick, yoke, TORSO)
    if look.clothes is Clothes.HOODIE:
        layer.quadric(at(0, 0.5, -0.07), axes, size(0.11, 0.07, 0.07), yoke, TORSO)
    elif look.clothes is not Clothes.T_SHIRT:
        layer.quadric(at(0, 0.525, 0.0), axes, size(0.068, 0.032, 0.07), yoke, TORSO, taper=0.1)
    neck = (look.skin[0] * 0.86, look.skin[1] * 0.82, look.skin[2] * 0.8)
    base = joints.head - joints.head_axes[:, 1] * 0.07 - joints.head_axes[:, 2] * 0.02
    layer.limb(at(0, 0.46, 0.0), base, (0.056, 0.052), skin_paint(neck), REST)
    if look.apron is not None:
        paint = plain_cloth(look.apron, look.seed)
        layer.quadric(
            at(0, -0.2, 0.012),
            joints.hip_axes,
            size(0.19, 0.25, 0.15),
            paint,
            REST,
            lambda point: point[2] > -0.03,
            taper=-0.02,
        )


def _arms(layer: Layer, look: Look, joints: Joints) -> None:
    build = look.height_m / 1.68 * look.build
    sleeve, skin = sleeve_paint(look), skin_paint(look.skin)
    fore = sleeve if look.sleeves and look.seed % 5 else skin
    palm = skin if look.gloves is None else skin_paint(look.gloves)
    for shoulder, elbow, hand in zip(joints.shoulders, joints.elbows, joints.hands, strict=True):
        if look.sleeves:
            layer.limb(shoulder, elbow, (0.059 * build, 0.05 * build), sleeve, TORSO)
        else:
            half = shoulder + (elbow - shoulder) * 0.55
            layer.limb(shoulder, half, (0.061 * build, 0.06 * build), sleeve, TORSO)
            layer.limb(half, elbow, (0.047 * build, 0.042 * build), skin, TORSO)
        layer.limb(elbow, hand, (0.046 * build, 0.034 * build), fore, REST)
        way = (hand - elbow) / max(float(np.linalg.norm(hand - elbow)), 1e-6)
        layer.limb(hand, hand + way * 0.075, (0.036, 0.029), palm, REST)
        layer.limb(
            hand, hand + way * 0.05 + joints.torso_axes[:, 2] * 0.03, (0.02, 0.014), palm, REST
        )


def _things(layer: Layer, look: Look, joints: Joints, doing: Doing, rng: Rng) -> None:
    head, axes = joints.head, joints.head_axes
    match doing:
        case Doing.CALLING:
            side = _nearer(joints, head)
            held = nodded(axes, 0.5)
            at = head + axes @ np.array([0.104 * (1 if side else -1), -0.03, 0.02])
            layer.slab(at, held, (0.006, 0.078, 0.038), _phone(rng, flat=0), PHONE)
        case Doing.TEXTING:
            side = int(joints.hands[1][1] > joints.hands[0][1])
            at = joints.hands[side] + joints.torso_axes @ np.array([0, 0.07, 0.05])
            tilt = nodded(joints.torso_axes, -0.5 + float(rng.normal(0, 0.15)))
            layer.slab(at, tilt, (0.038, 0.078, 0.006), _phone(rng, flat=2), PHONE)
        case Doing.SMOKING:
            side = _nearer(joints, head)
            mouth = head + axes @ np.array([0.012, -0.066, 0.094]) * (look.height_m / 1.68)
            in_mouth = rng.random() < 0.5
            start = mouth if in_mouth else joints.hands[side] + axes[:, 2] * 0.05
            way = (
                axes @ np.array([0.2, -0.1, 1.0]) if in_mouth else axes @ np.array([0.3, 0.7, 0.6])
            )
            _cigarette(layer, start, way / float(np.linalg.norm(way)))
        case Doing.CARRYING:
            at = (joints.hands[0] + joints.hands[1]) / 2 + joints.torso_axes[:, 2] * 0.1
            colour = tuple(rng.uniform(60, 220, 3))
            half = (0.22, float(rng.uniform(0.02, 0.11)), 0.15)
            layer.slab(at, joints.hip_axes, half, plain_cloth(colour, 2, folds=0.05), HELD)
        case Doing.WORKING:
            at = joints.hands[1] + joints.torso_axes @ np.array([0.0, -0.01, 0.1])
            tool = plain_cloth((196, 198, 200), 1, folds=0.2)
            if rng.random() < 0.5:
                layer.limb(joints.hands[1], at, (0.014, 0.01), plain_cloth((50, 42, 38), 1), HELD)
                end = at + joints.torso_axes @ np.array([-0.06, -0.02, 0.12])
                layer.limb(at, end, (0.022, 0.006), tool, HELD)


def _nearer(joints: Joints, point: F64) -> int:
    far = [float(np.linalg.norm(hand - point)) for hand in joints.hands]
    return int(far[1] < far[0])


def _phone(rng: Rng, flat: int) -> Paint:
    """A phone whose thin side is axis `flat`; its screen may be lit."""
    body = np.array(_PHONES[int(rng.integers(len(_PHONES)))], np.float32)
    screen = np.array((120, 170, 220) if rng.random() < 0.5 else (18, 20, 24), np.float32)
    wide = 2 if flat == 0 else 0

    def paint(surface: Surface) -> F32:
        at = surface.at
        rgb = np.tile(body, (at.shape[1], 1))
        glass = (np.abs(at[1]) < 0.071) & (np.abs(at[wide]) < 0.034) & (at[flat] < -0.005)
        rgb[glass] = screen
        lens = (at[flat] > 0.005) & (at[1] > 0.042) & (np.abs(at[wide] - 0.014) < 0.014)
        rgb[lens] = (16, 16, 18)
        return rgb

    return paint


def _cigarette(layer: Layer, start: F64, way: F64) -> None:
    def paint(surface: Surface) -> F32:
        along = surface.at[1]
        rgb = np.tile(np.array((244, 242, 238), np.float32), (len(along), 1))
        rgb[along < 0.024] = (206, 146, 82)
        rgb[along > 0.074] = (236, 96, 40)
        return rgb

    layer.limb(start, start + way * 0.084, (0.0052, 0.0052), paint, CIGARETTE)
