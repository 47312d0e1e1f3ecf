"""监督检查 of the demonstration: a year of them, riskier establishments more often."""

import numpy as np

from data_access.demo_city.bulk import Bulk
from data_access.demo_city.establishments import Register
from data_access.demo_city.officers import Post
from data_access.demo_city.plan import Days, Floats, Ints, Plan, Texts, texts
from data_access.schema import inspection
from domain.inspections import (
    RULE_VERSION,
    InspectionKind,
    InspectionResult,
    hygiene_of,
    verdict,
)

_YEAR = 365
_A_YEAR = {"A": (1, 1), "B": (1, 2), "C": (2, 3), "D": (3, 4)}  # regulations.md section 3
_POINTS = {"A": (9.45, 0.25), "B": (8.25, 0.35), "C": (6.9, 0.45)}  # middle and spread by grade
_KEY_ITEMS, _GENERAL_ITEMS = 12, 26
_UNANNOUNCED_SHARE = 0.06
_FINDINGS = (
    "冷藏柜内生熟未分层存放",
    "消毒记录登记不完整",
    "粗加工水池标识脱落",
    "食品添加剂未专柜存放",
    "库房离墙离地不足",
    "垃圾桶未加盖",
    "进货票据留存不全",
    "更衣柜内混放个人物品",
    "排烟罩积油未及时清洗",
    "留样标签信息不完整",
)


def write_inspections(bulk: Bulk, plan: Plan, register: Register, posts: dict[str, Post]) -> None:
    """Draw and write rows of `inspection`."""
    rng = plan.rng("inspections")
    owner, day = _visits(plan, rng, register)
    count = len(owner)
    points = _points(rng, register, owner)
    general = np.clip(np.rint((9.0 - points) * 1.4), 0, _GENERAL_ITEMS).astype(int)
    key = (rng.random(count) < 1 / (1 + np.exp(3.6 + 1.5 * register.conduct[owner]))).astype(int)
    results = [verdict(k, _GENERAL_ITEMS, g) for k, g in zip(key, general, strict=True)]
    poor = np.array([one is not InspectionResult.CONFORMING for one in results])
    today = np.datetime64(plan.today)
    never = np.datetime64("NaT", "D")
    rectify_by = np.where(poor, day + rng.integers(5, 16, count).astype("m8[D]"), never)
    done = rectify_by - rng.integers(0, 5, count).astype("m8[D]")
    published = day + rng.integers(4, 22, count).astype("m8[D]")
    codes = register.township_code[owner]
    bulk.insert(
        inspection,
        {
            "id": np.arange(1, count + 1),
            "establishment_id": register.ids[owner],
            "township_code": codes,
            "kind": np.where(
                rng.random(count) < _UNANNOUNCED_SHARE,
                InspectionKind.UNANNOUNCED.value,
                InspectionKind.ROUTINE.value,
            ).tolist(),
            "inspected_on": day,
            "inspectors": texts([_pair(posts[code], n) for n, code in enumerate(codes.tolist())]),
            "key_checked": _KEY_ITEMS,
            "key_failed": key,
            "general_checked": _GENERAL_ITEMS,
            "general_failed": general,
            "result": texts([one.value for one in results]),
            "rule_version": RULE_VERSION,
            "hygiene_grade": texts(
                [hygiene_of(p, k) for p, k in zip(points.tolist(), key.tolist(), strict=True)]
            ),
            "note": _notes(rng, general + key),
            "rectify_by": rectify_by,
            "rectified_on": np.where((done < today) & (rng.random(count) < 0.95), done, never),
            "published_on": np.where(published <= today, published, never),
            "source_key": [f"demo:{number}" for number in range(1, count + 1)],
            "recorded_at": day.astype("M8[ms]").astype(np.int64) + 9 * 3_600_000,
        },
    )


def _visits(plan: Plan, rng: np.random.Generator, register: Register) -> tuple[Ints, Days]:
    """Owner and day of each inspection of the last year, oldest first; none on a weekend."""
    today = np.datetime64(plan.today)
    fewest, most = np.array([_A_YEAR.get(level or "", (0, 0)) for level in register.inspected_as]).T
    wanted = rng.integers(fewest, most + 1)
    owner = np.repeat(np.arange(len(register)), wanted)
    nth = np.concatenate([np.arange(n) for n in wanted]) if len(owner) else owner
    ago = ((nth + rng.random(len(owner))) * _YEAR / wanted[owner]).astype(int) + 1
    day = today - ago.astype("m8[D]")
    weekday = (day.astype("M8[D]").astype(np.int64) + 3) % 7  # 1 January 1970 was a Thursday
    day = day - np.maximum(weekday - 4, 0).astype("m8[D]")
    kept = day > register.opened_on[owner] + np.timedelta64(30, "D")
    owner, day = owner[kept], day[kept]
    order = np.argsort(day, kind="stable")
    return owner[order], day[order]


def _points(rng: np.random.Generator, register: Register, owner: Ints) -> Floats:
    """On the ten-point scale, around the establishment's yearly grade."""
    table = np.array([_POINTS.get(grade or "B", _POINTS["B"]) for grade in register.hygiene_grade])
    middle, spread = table[owner].T
    points: Floats = np.clip(np.round(rng.normal(middle, spread), 1), 4.0, 10.0)
    return points


def _pair(post: Post, number: int) -> str:
    """Two of the officers in charge: 49号令 asks for two."""
    names = [name.partition("（")[0] for name in post.officers]
    first = number % len(names)
    return f"{names[first]}、{names[(first + 1) % len(names)]}"


def _notes(rng: np.random.Generator, failed: Ints) -> Texts:
    drawn = rng.integers(0, len(_FINDINGS), (len(failed), 2)).tolist()
    return texts(
        [
            None if n == 0 else "；".join(dict.fromkeys(_FINDINGS[i] for i in pair[:n]))
            for n, pair in zip(failed.tolist(), drawn, strict=True)
        ]
    )
