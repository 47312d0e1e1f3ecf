"""One kitchen with its people and its faults as a picture, with exact boxes of what can be seen."""

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from inference.detections import U8
from inference.scenes import hazards
from inference.scenes import labels as names
from inference.scenes.camera import F64, Camera
from inference.scenes.canvas import Canvas
from inference.scenes.claims import Box, Claim, boxes_of, mirrored, next_owner
from inference.scenes.decor import decorate, litter
from inference.scenes.figure import CIGARETTE, PHONE, PIECES, REST, TORSO, draw_figure
from inference.scenes.furniture import Top, draw_piece, draw_shell, materials
from inference.scenes.headform import FACE, HEAD
from inference.scenes.layouts import Layout, Split, layouts
from inference.scenes.lens import any_lens, bend_maps, light_up, reached, steam, take
from inference.scenes.mount import Stand, hang_camera, stands
from inference.scenes.pose import Doing, Joints, take_pose
from inference.scenes.rearrangement import rearranged
from inference.scenes.solids import Light
from inference.scenes.wear import WORK_CLOTHES, Hat, Look, Mask, any_look

SIZE = (640, 360)
_FACING = 0.05  # cosine; a face that looks further away shows neither mask nor mouth
_FINER = 1.5  # canvas pixels per pixel of the picture
Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Scene:
    """A rendered picture, shape (height, width, 3), uint8 RGB, and all that it labels.

    `doubtful` are masks and bare faces of heads that are turned so far that nobody can tell.
    `tags` name what makes it hard: `fish_eye`, `infrared`, `steam`.
    """

    picture: U8
    boxes: tuple[Box, ...]
    doubtful: tuple[Box, ...]
    layout: str
    tags: frozenset[str]


def render(
    rng: Rng, size: tuple[int, int] = SIZE, split: Split = Split.TRAIN, *, people: int | None = None
) -> Scene:
    """A scene that follows from `rng` alone, as a picture of `size` (width, height).

    `people` fixes how many there are; without it one scene in five has none.

    Raises:
        ValueError: A side of `size` is under 64 pixels.
    """
    if min(size) < 64:
        raise ValueError(f"a scene needs at least 64 x 64 pixels, got {size}")
    plans = layouts(split)
    layout = rearranged(plans[int(rng.integers(len(plans)))], rng)
    count = people if people is not None else _how_many(rng)
    lens = any_lens(rng, night=0.12 if count else 0.3)
    canvas_size = (round(size[0] * _FINER), round(size[1] * _FINER))
    places = stands(layout, count, rng)
    camera = hang_camera(layout, places, lens, canvas_size, rng)
    canvas = Canvas(camera)
    claims: list[Claim] = []
    burners = _furnish(canvas, layout, places, claims, rng)
    _populate(canvas, layout, places, claims, rng)
    light_up(canvas.rgb, canvas.near, lens.infrared, rng)
    maps = bend_maps(lens, size, canvas_size)
    picture = np.asarray(cv2.remap(canvas.rgb, *maps, cv2.INTER_LINEAR), np.uint8)
    owners = np.asarray(cv2.remap(canvas.owner, *maps, cv2.INTER_NEAREST), np.uint16)
    steamy = _boil(picture, burners, camera, rng)
    within = canvas.owner * reached(lens, size, canvas_size)
    boxes = boxes_of(owners, within, claims)
    if rng.random() < 0.5:
        picture = np.ascontiguousarray(picture[:, ::-1])
        boxes = [mirrored(box, size[0]) for box in boxes]
    hard = {"fish_eye": lens.bend >= 0.7, "infrared": lens.infrared, "steam": steamy}
    tags = frozenset(name for name, there in hard.items() if there)
    sure = tuple(box for box in boxes if not box.doubtful)
    doubtful = tuple(box for box in boxes if box.doubtful)
    return Scene(take(picture, lens, rng), sure, doubtful, layout.name, tags)


def _how_many(rng: Rng) -> int:
    return int(rng.choice([0, 1, 2, 3, 4, 5], p=[0.2, 0.2, 0.25, 0.19, 0.1, 0.06]))


def _furnish(
    canvas: Canvas,
    layout: Layout,
    places: list[Stand],
    claims: list[Claim],
    rng: Rng,
) -> list[F64]:
    """The room with its bins, spills, rodents and flames; returns where steam may rise."""
    look = materials(rng)
    draw_shell(canvas, layout, look)
    free = _free_floor(layout, places, rng)
    if free and rng.random() < 0.4:
        owner = next_owner(claims, 1)
        whole = hazards.draw_spill(canvas, *free.pop(), owner, rng)
        claims.append(Claim(names.SPILL, (owner,), whole))
    for x, z, _, _ in places:
        hazards.shadow(canvas, x, z, 0.42)
    hazards.shade_pieces(canvas, layout)
    decorate(canvas, layout, rng)
    if rng.random() < 0.3:
        litter(canvas, layout, _light(canvas.camera, rng), rng)
    tops = [top for piece in layout.pieces for top in draw_piece(canvas, piece, look, rng)]
    for x, z in free[: int(rng.choice([0, 1, 2], p=[0.4, 0.4, 0.2]))]:
        _put_bin(canvas, x, z, claims, rng)
    burners = [top for top in tops if top.kind == "stove"]
    for top in burners:
        if rng.random() < 0.45:
            _ignite(canvas, top, claims, rng)
    if rng.random() < 0.4:
        _infest(canvas, layout, tops, claims, rng)
    return [top.place.at(float(rng.normal(0, 0.4)), top.height + 0.25, 0) for top in burners]


def _free_floor(layout: Layout, places: list[Stand], rng: Rng) -> list[tuple[float, float]]:
    """Places on the floor where nobody stands, in any order."""
    shifted = layout.ways + rng.normal(0, 0.16, (len(layout.ways), 2))
    people = np.array([stand[:2] for stand in places]).reshape(-1, 2)
    return [
        (float(x), float(z))
        for x, z in rng.permutation(shifted)
        if (np.hypot(*(people - (x, z)).T) > 0.5).all()
    ]


def _put_bin(canvas: Canvas, x: float, z: float, claims: list[Claim], rng: Rng) -> None:
    owner = next_owner(claims, 1)
    is_open = bool(rng.random() < 0.5)
    turn = float(rng.uniform(0, 2 * math.pi))
    hazards.shadow(canvas, x, z, 0.4)
    whole = hazards.draw_bin(canvas, x, z, turn, is_open=is_open, owner=owner, rng=rng)
    claims.append(Claim(names.BIN_OPEN if is_open else names.BIN_CLOSED, (owner,), whole))


def _ignite(canvas: Canvas, top: Top, claims: list[Claim], rng: Rng) -> None:
    for _ in range(int(rng.integers(1, 3))):
        along = float(rng.uniform(-0.4, 0.4)) * top.length
        blue = bool(rng.random() < 0.3)
        owner = next_owner(claims, 1)
        at = top.place.at(along, top.height + (0.0 if blue else 0.08), 0.28 if blue else 0.0)
        width = float(rng.uniform(0.14, 0.24) if blue else rng.uniform(0.2, 0.55))
        whole = hazards.draw_flame(canvas, at, width, owner, rng, blue=blue)
        claims.append(Claim(names.FLAME, (owner,), whole))


def _infest(canvas: Canvas, layout: Layout, tops: list[Top], claims: list[Claim], rng: Rng) -> None:
    """Rodents on the floor, along walls, on shelves and counters."""
    for _ in range(int(rng.integers(1, 4))):
        if tops and rng.random() < 0.4:
            top = tops[int(rng.integers(len(tops)))]
            along = float(rng.uniform(-0.42, 0.42)) * top.length
            at = top.place.at(along, top.height, float(rng.uniform(-0.1, 0.3)) * top.depth)
        else:
            x, z = layout.ways[int(rng.integers(len(layout.ways)))]
            at = np.array([x + rng.normal(0, 0.5), 0.0, z + rng.normal(0, 0.5)])
            at = np.clip(at, 0.15, np.array([layout.width - 0.15, 9, layout.depth - 0.15]))
            at[1] = 0.0
        yaw = float(rng.uniform(0, 2 * math.pi))
        layer = hazards.draw_rodent(canvas.camera, _light(canvas.camera, rng), at, yaw, rng)
        owner = next_owner(claims, 1)
        canvas.lay(layer, owner - hazards.BODY)
        claims.append(Claim(names.RODENT, (owner,), int((layer.piece == hazards.BODY).sum())))


def _populate(
    canvas: Canvas,
    layout: Layout,
    places: list[Stand],
    claims: list[Claim],
    rng: Rng,
) -> None:
    light = _light(canvas.camera, rng)
    for x, z, turn, works in places:
        look = any_look(rng)
        doing = _doing(rng, works=works)
        if doing is Doing.SMOKING and look.mask is Mask.ON:
            look = replace(look, mask=Mask.CHIN if rng.random() < 0.4 else Mask.NONE)
        x = float(np.clip(x, 0.3, layout.width - 0.3))
        if rng.random() < 0.35:
            to_camera = canvas.camera.at - (x, 0, z)
            turn = math.atan2(to_camera[0], to_camera[2]) + float(rng.normal(0, 0.7))
        joints = take_pose(doing, (x, z), turn, look.height_m, look.build, rng)
        layer = draw_figure(canvas.camera, light, look, joints, doing, rng)
        first = next_owner(claims, PIECES)
        canvas.lay(layer, first)
        whole = np.bincount(layer.piece, minlength=PIECES)
        claims.extend(_claims_of(look, joints, canvas.camera, first, whole))


def _doing(rng: Rng, *, works: bool) -> Doing:
    usual = (
        (Doing.WORKING, Doing.WORKING, Doing.REACHING, Doing.STANDING)
        if works
        else (Doing.STANDING, Doing.WALKING, Doing.CARRYING, Doing.BENDING)
    )
    odd = (Doing.CALLING, Doing.TEXTING, Doing.SMOKING, Doing.SMOKING)
    chosen = odd if rng.random() < 0.42 else usual
    return chosen[int(rng.integers(len(chosen)))]


def _claims_of(
    look: Look, joints: Joints, camera: Camera, first: int, whole: npt.NDArray[np.int64]
) -> list[Claim]:
    head, torso = (first + HEAD, first + FACE), (first + TORSO,)
    body = (*head, *torso, first + REST)
    head_px = int(whole[[HEAD, FACE]].sum())
    found = [
        Claim(names.PERSON, body, int(whole[[HEAD, FACE, TORSO, REST]].sum())),
        Claim(names.NO_HAT if look.hat is Hat.NONE else names.HAT, head, head_px),
    ]
    to_camera = camera.at - joints.head
    to_camera = to_camera / float(np.linalg.norm(to_camera))
    label = names.MASK if look.mask is Mask.ON else names.NO_MASK
    away = bool(joints.head_axes[:, 2] @ to_camera <= _FACING)
    found.append(Claim(label, head, head_px, first + FACE, doubtful=away))
    label = names.WORKWEAR if look.clothes in WORK_CLOTHES else names.NO_WORKWEAR
    found.append(Claim(label, torso, int(whole[TORSO])))
    if whole[PHONE]:
        found.append(Claim(names.PHONE, (first + PHONE,), int(whole[PHONE])))
    if whole[CIGARETTE]:
        found.append(Claim(names.CIGARETTE, (first + CIGARETTE,), int(whole[CIGARETTE])))
    return found


def _light(camera: Camera, rng: Rng) -> Light:
    lamp = np.array([rng.normal(0, 0.35), 1.0, rng.normal(0, 0.35)])
    towards = camera.view @ (lamp / np.linalg.norm(lamp))
    return Light(
        towards,
        float(rng.uniform(0.42, 0.6)),
        float(rng.uniform(0.25, 0.5)),
        float(rng.uniform(0.12, 0.3)),
    )


def _boil(picture: U8, burners: list[F64], camera: Camera, rng: Rng) -> bool:
    """Draw steam over some burners; whether any can be seen."""
    steamy = False
    scale = picture.shape[1] / camera.width
    for place in burners:
        seen = camera.seen(place[None])
        if rng.random() < 0.5 and seen[0, 2] > 0.4:
            x, y = camera.pixels(seen)[0] * scale
            size = 0.5 * camera.focal * scale / seen[0, 2] * float(rng.uniform(0.5, 1.6))
            steamy |= steam(picture, (x, y), min(size, 220.0), float(rng.uniform(0.25, 0.85)), rng)
    if rng.random() < 0.05:
        middle = (picture.shape[1] * rng.random(), picture.shape[0] * rng.random())
        steamy |= steam(picture, middle, picture.shape[1] * 0.6, float(rng.uniform(0.3, 0.7)), rng)
    return steamy
