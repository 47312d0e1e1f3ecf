"""What training needs before its first step, kept in a work folder and made once."""

from dataclasses import dataclass
from pathlib import Path

from training.negatives import cut_negatives
from training.samples import (
    MASK_WEARING,
    SAFETY_VEST,
    PhotoSet,
    Sample,
    backgrounds,
    held_out,
    original,
    read_photos,
)
from training.teacher import teach_people

MASKS_HELD_OUT = 0.2
WEIGHTS = {"safety_vest_1021": 0.28, "mask_wearing_149": 0.1, "background": 0.24, "rendered": 0.38}
_EMPTY_EACH = 6  # person-free windows of one photo


@dataclass(frozen=True, slots=True)
class Folders:
    """Where things lie.

    Attributes:
        photos: The licensed sets.
        work: Everything that training makes.
        teacher: YOLOX file for person boxes, if any.
    """

    photos: Path
    work: Path
    teacher: Path | None

    @property
    def rendered(self) -> Path:
        """Rendered scenes to learn from."""
        return self.work / "rendered" / "train"

    @property
    def rendered_held_out(self) -> Path:
        """Rendered scenes of layouts that are never trained on, as the main stream shows them."""
        return self.work / "rendered" / "held_out"

    @property
    def rendered_second(self) -> Path:
        """The same scenes as the second stream shows them."""
        return self.work / "rendered" / "held_out_second"

    @property
    def negatives(self) -> Path:
        """Person-free parts of the training photos."""
        return self.work / "negatives"


def photos_to_learn(folders: Folders, photos: PhotoSet) -> list[Sample]:
    """Training photos of a set, without those held out and without their copies."""
    people = folders.work / "people" if folders.teacher else None
    samples = read_photos(folders.photos, photos, "train", people)
    if photos is MASK_WEARING:
        return held_out(samples, MASKS_HELD_OUT)[0]
    tested = {original(s.path) for s in photos_to_test(folders, photos)}
    return [sample for sample in samples if original(sample.path) not in tested]


def photos_to_test(folders: Folders, photos: PhotoSet) -> list[Sample]:
    """Held-out photos: the published split, or for masks every fifth photo by name."""
    if photos is MASK_WEARING:
        return held_out(read_photos(folders.photos, photos, "train"), MASKS_HELD_OUT)[1]
    if photos is SAFETY_VEST:
        return read_photos(folders.photos, photos, "valid")
    return read_photos(folders.photos, photos, "val") + read_photos(folders.photos, photos, "train")


def prepare(folders: Folders) -> None:
    """Teacher's people and person-free parts of the photos; a second call does nothing."""
    if folders.teacher:
        pictures = [
            path
            for photos in (SAFETY_VEST, MASK_WEARING)
            for path in sorted((folders.photos / photos.folder / "images" / "train").glob("*.jpg"))
        ]
        teach_people(folders.teacher, pictures, folders.work / "people")
    if not folders.negatives.exists():
        learn = [photos_to_learn(folders, photos) for photos in (SAFETY_VEST, MASK_WEARING)]
        photos = [sample for samples in learn for sample in samples]
        cut_negatives(photos, folders.negatives, _EMPTY_EACH)


def sources(folders: Folders) -> dict[str, list[Sample]]:
    """Photos of each source and their person-free parts; rendered scenes come while they grow."""
    found = {p.folder: photos_to_learn(folders, p) for p in (SAFETY_VEST, MASK_WEARING)}
    return found | {"background": backgrounds(folders.negatives)}
