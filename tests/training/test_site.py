import cv2
import numpy as np
import pytest

from tests.training.model_figures import figures, hits
from training.site import SiteError, losses, read_site


@pytest.fixture
def export(tmp_path):
    for kind in ("images", "labels"):
        (tmp_path / kind).mkdir()
    (tmp_path / "classes.txt").write_text("hat\nno_hat\n")
    grey = np.full((16, 16, 3), 90, np.uint8)
    for number in range(44):
        cv2.imwrite(str(tmp_path / "images" / f"{number:03}.jpg"), grey)
        (tmp_path / "labels" / f"{number:03}.txt").write_text("1 0.5 0.5 0.2 0.2\n")
    return tmp_path


def test_an_export_is_split_and_knows_only_its_classes(export):
    site = read_site(export)
    assert len(site.learn) + len(site.test) == 44
    assert len(site.test) == 11
    assert site.learn[0].known.sum() == 2
    assert site.classes == ("hat", "no_hat")


def test_an_empty_label_file_says_that_nothing_is_there(export):
    (export / "labels" / "000.txt").write_text("")
    samples = read_site(export)
    assert min(len(one.boxes) for one in samples.learn + samples.test) == 0


def test_a_picture_without_labels_is_refused(export):
    (export / "labels" / "007.txt").unlink()
    with pytest.raises(SiteError, match=r"007\.jpg"):
        read_site(export)


def test_strange_classes_are_refused(export):
    (export / "classes.txt").write_text("hat\nhelmet\n")
    with pytest.raises(SiteError, match="helmet"):
        read_site(export)


def test_too_few_pictures_are_refused(export):
    for path in list((export / "images").iterdir())[:10]:
        path.unlink()
    with pytest.raises(SiteError, match="34 pictures"):
        read_site(export)


def test_losses_count_on_photos_and_on_drawn_scenes_alike():
    before = {"real": {"hat": figures(0.9)}, "rendered": {"mask": figures(0.8)}}
    after = {"real": {"hat": figures(0.885)}, "rendered": {"mask": figures(0.76)}}
    none = {"false_hits": hits(0.1)}
    assert losses(before | none, after | none) == ["mask lost 0.040 AP50 on drawn scenes"]
    more = losses(before | none, before | {"false_hits": hits(0.2)})
    assert more == ["false hits on 10.0% more of the pictures without people"]
