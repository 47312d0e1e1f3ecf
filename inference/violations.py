"""From the boxes of a burst to findings: seen in k of n frames, on one head of one person.

Pure: no camera, no clock, no database. An absent thing must come from a class that shows its
absence (`no_mask`), never from a missing `mask` box: unknown is not a violation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from statistics import median

import numpy as np

from inference.detections import F32, Detections, contained, overlap
from inference.model.class_map import ClassMap


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a head counts.

    Attributes:
        min_score: Lowest score of the violating class, 0 to 1.
        margin: By how much it must beat the complying class on the same head.
        min_head_px: Shorter side of the head; smaller ones are not judged.
        confirm_frames: Frames of the burst that must show it on the same head.
        min_person_score: Lowest score of the person the head belongs to.
        min_inside: Share of the head that must lie inside that person.
        same_head: Overlap of two boxes that are one head, in one frame or in two.
        own: Our class → lowest score of its own, where somebody has set one.
    """

    min_score: float = 0.5
    margin: float = 0.1
    min_head_px: int = 16
    confirm_frames: int = 3
    min_person_score: float = 0.25
    min_inside: float = 0.4
    same_head: float = 0.4
    own: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.confirm_frames < 1 or self.min_head_px < 1:
            raise ValueError("confirm_frames and min_head_px must be at least 1")

    def lowest(self, name: str) -> float:
        """Lowest score of one of our classes that counts."""
        return self.own.get(name, self.min_score)


class People(StrEnum):
    """What people have to do with a finding."""

    ON_ONE = "on one"
    NONE_NEAR = "none near"
    NO_MATTER = "no matter"


@dataclass(frozen=True, slots=True)
class Rule:
    """Which classes of the model make which alert.

    Attributes:
        alert_class: Id in domain/alert_classes.py.
        violating: Our class that shows the violation.
        complying: Our class that contradicts it; empty when nothing does.
        off_because: Why this rule raises nothing; empty when it does.
        people: Whether it counts only on a person, or only with nobody in the picture.
    """

    alert_class: str
    violating: str
    complying: str
    off_because: str = ""
    people: People = People.ON_ONE


_UNPROVEN = "not validated on real kitchens"
RULES = (
    Rule("ai.no_mask", "no_mask", "mask"),
    Rule("ai.no_hat", "no_hat", "hat", "starter learned hard hats; cook's hats not validated"),
    Rule("ai.no_workwear", "no_workwear", "workwear", "starter learned reflective vests"),
    Rule("ai.phone", "phone", "", _UNPROVEN),
    Rule("ai.smoking", "cigarette", "", _UNPROVEN),
    Rule("ai.rodent", "rodent", "", _UNPROVEN, People.NO_MATTER),
    Rule("ai.bin_uncovered", "bin_open", "bin_closed", _UNPROVEN, People.NO_MATTER),
    Rule("ai.unattended_flame", "flame", "", _UNPROVEN, People.NONE_NEAR),
    Rule("ai.floor_dirty", "spill", "", _UNPROVEN, People.NO_MATTER),
)


def rules_for(classes: ClassMap, rules: Sequence[Rule] = RULES) -> tuple[Rule, ...]:
    """The rules with what was decided for a model: which of its classes alert."""
    said = {use.ours: use.alerts for use in classes.values() if use.alerts is not None}
    off = {True: "", False: "switched off for this model"}
    return tuple(
        replace(rule, off_because=off[said[rule.violating]]) if rule.violating in said else rule
        for rule in rules
    )


def own_scores(classes: ClassMap) -> dict[str, float]:
    """Our class → lowest score of its own, for `Thresholds.own`; of two the higher."""
    found: dict[str, float] = {}
    for use in classes.values():
        if use.min_score is not None:
            found[use.ours] = max(use.min_score, found.get(use.ours, 0.0))
    return found


@dataclass(frozen=True, slots=True)
class Violation:
    """One finding of a burst.

    Attributes:
        confidence: Median score over the frames that show it, 0 to 1.
        frame: Index of the frame that shows it best.
        xyxy: Shape (4,), the head in that frame, pixels.
        frames_seen: In how many frames of the burst.
    """

    alert_class: str
    confidence: float
    frame: int
    xyxy: F32
    frames_seen: int


@dataclass(frozen=True, slots=True)
class _Head:
    frame: int
    xyxy: F32
    score: float


def find_violations(
    burst: Sequence[Detections], thresholds: Thresholds, rules: Sequence[Rule] = RULES
) -> list[Violation]:
    """The violations that enough frames of the burst agree on, at most one a class.

    Several bare faces before one camera are one alert of one class: the merge rule of
    regulations.md section 4 would join them anyway. The surest head stands for it.
    """
    found = []
    for rule in rules:
        if rule.off_because:
            continue
        heads = [
            head
            for at, boxes in enumerate(burst)
            for head in _violating_heads(at, boxes, rule, thresholds)
        ]
        tracks = [track for track in _tracks(heads, thresholds) if _confirmed(track, thresholds)]
        if tracks:
            found.append(_violation(rule, max(tracks, key=_confidence)))
    return found


def shown(
    boxes: Detections,
    thresholds: Thresholds,
    findings: Sequence[Violation] = (),
    rules: Sequence[Rule] = RULES,
) -> Detections:
    """What a screen may draw: findings, people, heads that an active rule judges; each once.

    A detector also sees hats in jars; heads that belong to nobody are left out.
    """
    people = boxes.of("person").at_least(thresholds.min_person_score)
    active = [rule for rule in rules if not rule.off_because]
    judged = {name for rule in active for name in _classes(rule)}
    free = {name for rule in active if rule.people is not People.ON_ONE for name in _classes(rule)}
    free.add("person")
    marked = np.array([item.xyxy for item in findings], np.float32).reshape(-1, 4)
    found = (boxes.xyxy[:, None] == marked[None]).all(axis=2).any(axis=1)
    kept: list[int] = []
    for i in np.lexsort((-boxes.score, ~found)):  # findings first, so that nothing hides them
        at, name = int(i), boxes.label(int(i))
        if boxes.score[at] < thresholds.lowest(name) or name not in judged | {"person"}:
            continue
        alike = [j for j in kept if (boxes.label(j) == "person") == (name == "person")]
        twice = overlap(boxes.xyxy[at], boxes.xyxy[alike]) >= thresholds.same_head
        inside = contained(boxes.xyxy[at], people.xyxy) >= thresholds.min_inside
        if not twice.any() and (name in free or inside.any()):
            kept.append(at)
    return boxes.take(np.array(kept, np.int64))


def _classes(rule: Rule) -> tuple[str, str]:
    return rule.violating, rule.complying


def _violating_heads(at: int, boxes: Detections, rule: Rule, thresholds: Thresholds) -> list[_Head]:
    complying = boxes.of(rule.complying)
    people = boxes.of("person").at_least(thresholds.min_person_score)
    if rule.people is People.NONE_NEAR and len(people):
        return []
    heads = []
    candidates = boxes.of(rule.violating).at_least(thresholds.lowest(rule.violating))
    for xyxy, score in zip(candidates.xyxy, candidates.score, strict=True):
        if min(xyxy[2:] - xyxy[:2]) < thresholds.min_head_px:
            continue
        same = overlap(xyxy, complying.xyxy) >= thresholds.same_head
        against = float(complying.score[same].max(initial=0.0))
        inside = (contained(xyxy, people.xyxy) >= thresholds.min_inside).any()
        belongs = rule.people is not People.ON_ONE or inside
        if float(score) - against >= thresholds.margin and belongs:
            heads.append(_Head(at, xyxy, float(score)))
    return heads


def _tracks(heads: Sequence[_Head], thresholds: Thresholds) -> list[list[_Head]]:
    """Heads of successive frames that are one head; a frame adds at most one to each."""
    tracks: list[list[_Head]] = []
    for head in heads:
        open_tracks = [track for track in tracks if track[-1].frame < head.frame]
        last = np.array([track[-1].xyxy for track in open_tracks], np.float32).reshape(-1, 4)
        shares = overlap(head.xyxy, last)
        if len(shares) and shares.max() >= thresholds.same_head:
            open_tracks[int(shares.argmax())].append(head)
        else:
            tracks.append([head])
    return tracks


def _confirmed(track: Sequence[_Head], thresholds: Thresholds) -> bool:
    return len(track) >= thresholds.confirm_frames


def _confidence(track: Sequence[_Head]) -> float:
    return float(median(head.score for head in track))


def _violation(rule: Rule, track: Sequence[_Head]) -> Violation:
    best = max(track, key=lambda head: head.score)
    return Violation(rule.alert_class, _confidence(track), best.frame, best.xyxy, len(track))
