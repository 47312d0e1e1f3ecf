"""Camera channels of the demonstration: where they hang, and the few that play a clip."""

from dataclasses import dataclass

import numpy as np

from data_access.demo_city.establishments import CATEGORY_CODES, Register
from data_access.demo_city.plan import Flags, Ints, Plan, Texts, share_out, texts
from domain.categories import Category
from domain.kitchen import CameraPosition, CameraState, clip_position

# Mean number of channels; with the plan's counts they add up to about 37,000 (expectations.md 0).
_CHANNELS = {
    Category.EXTRA_LARGE: 18.0,
    Category.LARGE: 9.0,
    Category.MEDIUM: 5.0,
    Category.SMALL: 2.6,
    Category.DRINKS: 2.0,
    Category.SCHOOL_CANTEEN: 6.0,
    Category.ELDERLY_CARE_CANTEEN: 4.5,
    Category.MEDICAL_CANTEEN: 7.0,
    Category.GOVERNMENT_CANTEEN: 4.0,
    Category.CHILDCARE_CANTEEN: 4.0,
    Category.MOBILE_BANQUET: 0.5,
}
_NOT_CONNECTED_SHARE = 0.015  # of the small places; the key categories are all connected
_ORDER = texts(  # the first cameras go where regulations.md section 4 wants them first
    [
        position.value
        for position in (
            CameraPosition.COOKING,
            CameraPosition.WASHING,
            CameraPosition.PREP,
            CameraPosition.CUTTING,
            CameraPosition.PLATING,
            CameraPosition.STORE,
            CameraPosition.RECEIVING,
            CameraPosition.COLD_ROOM,
            CameraPosition.SAMPLE_RETENTION,
        )
    ]
)
_CLIP_SHARES = {
    Category.SCHOOL_CANTEEN: 0.45,
    Category.MEDIUM: 0.35,
    Category.LARGE: 0.20,
}


@dataclass(frozen=True, slots=True)
class Cameras:
    """Channels as arrays of equal length, in the order of their ids from 1 on.

    Attributes:
        owner: Index of the establishment in the register.
        clip: Number of its clip, -1 for a channel that is not patrolled.
    """

    ids: Ints
    owner: Ints
    position: Texts
    label: Texts
    clip: Ints

    @property
    def source(self) -> Texts:
        """Address of the pictures, None where nobody looks."""
        return texts([f"clip:{n}" if n >= 0 else None for n in self.clip.tolist()])

    @property
    def state(self) -> Texts:
        """`preparing` until the clip is made, else `unpatrolled`."""
        states = texts([CameraState.UNPATROLLED.value, CameraState.PREPARING.value])
        found: Texts = states[(self.clip >= 0).astype(int)]
        return found


def draw_cameras(plan: Plan, register: Register) -> Cameras:
    """Draw the channels of each establishment, and which of them play a clip."""
    counts = _counts(plan, register)
    owner = np.repeat(np.arange(len(register)), counts)
    first = np.cumsum(counts) - counts
    place = np.arange(len(owner)) - first[owner]
    labels = texts([f"C-{n + 1:02d}" for n in range(int(counts.max(initial=1)))])
    clip = np.full(len(owner), -1)
    chosen = _with_clips(plan, register, counts > 0)
    clip[first[chosen]] = np.arange(len(chosen))
    position = _ORDER[place % len(_ORDER)]
    # A camera hangs where its clip was drawn.
    position[first[chosen]] = texts([clip_position(n).value for n in range(len(chosen))])
    return Cameras(
        ids=np.arange(1, len(owner) + 1),
        owner=owner,
        position=position,
        label=labels[place],
        clip=clip,
    )


def _counts(plan: Plan, register: Register) -> Ints:
    rng = plan.rng("channels")
    mean = {category.value: count for category, count in _CHANNELS.items()}
    wanted = np.array([mean[kind] for kind in CATEGORY_CODES])
    number = {kind: at for at, kind in enumerate(CATEGORY_CODES)}
    expected = wanted[[number[kind] for kind in register.category]]
    counts = np.floor(expected * rng.uniform(0.7, 1.3, len(register)) + rng.random(len(register)))
    small = register.of(Category.SMALL, Category.DRINKS)
    counts[small & (rng.random(len(register)) < _NOT_CONNECTED_SHARE)] = 0
    key = ~small & ~register.of(Category.MOBILE_BANQUET)
    return np.where(key, np.maximum(counts, 2), counts).astype(np.int64)


def _with_clips(plan: Plan, register: Register, connected: Flags) -> Ints:
    """Establishments whose first camera plays a clip: every banner, the key categories first."""
    rng = plan.rng("clips")
    active = connected & np.isnat(register.suspended_on)
    total = min(plan.demo.camera_clips, int(active.sum()))
    banners = register.banner_adcode
    adcodes = sorted(set(banners))
    sizes = [int((active & (banners == adcode)).sum()) for adcode in adcodes]
    found: list[int] = []
    for adcode, wanted in zip(adcodes, share_out(total, np.sqrt(sizes)), strict=True):
        here = active & (banners == adcode)
        for category, count in zip(
            _CLIP_SHARES, share_out(wanted, list(_CLIP_SHARES.values())), strict=True
        ):
            found += _some(rng, here & register.of(category), count, found)
    found += _some(rng, active, total - len(found), found)
    return rng.permutation(np.array(found, dtype=np.int64))


def _some(rng: np.random.Generator, among: Flags, count: int, taken: list[int]) -> list[int]:
    free = np.setdiff1d(np.flatnonzero(among), taken)
    return [int(at) for at in rng.permutation(free)[:count]]
