import pytest

from domain.city_words import reworded

ZH = {"旗区": "区县", "苏木乡镇街道": "乡镇街道", "乡镇": "镇"}
EN = {"banner": "district", "banners": "districts"}


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("各旗区与旗区榜", ZH, "各区县与区县榜"),
        ("苏木乡镇街道", ZH, "乡镇街道"),  # the longest first, and nothing twice
        ("Banners compared, each banner", EN, "Districts compared, each district"),
        ("bannerless", EN, "bannerless"),
        ("%(n)s banners", EN, "%(n)s districts"),
        ("原文", {}, "原文"),
    ],
)
def test_words_of_the_city_stand_for_ours(text, words, said):
    assert reworded(text, words) == said
