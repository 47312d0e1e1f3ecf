"""The eleven categories of catering establishments and how many the plan counts of each.

Source: 鄂尔多斯市“暖城阳光餐饮”工程实施方案 (2023-08-29), section four: 11,266 in all.
"""

from dataclasses import dataclass
from enum import StrEnum


class Category(StrEnum):
    """Code of a category, as stored."""

    EXTRA_LARGE = "extra_large"
    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"
    DRINKS = "drinks"
    SCHOOL_CANTEEN = "school_canteen"
    ELDERLY_CARE_CANTEEN = "elderly_care_canteen"
    MEDICAL_CANTEEN = "medical_canteen"
    GOVERNMENT_CANTEEN = "government_canteen"
    CHILDCARE_CANTEEN = "childcare_canteen"
    MOBILE_BANQUET = "mobile_banquet"


class CategoryGroup(StrEnum):
    """How the screens group categories."""

    PUBLIC = "public"
    CANTEEN = "canteen"
    MOBILE = "mobile"


@dataclass(frozen=True, slots=True)
class CategoryFacts:
    """Names of a category, its group, and the plan's count of establishments."""

    zh: str
    en: str
    group: CategoryGroup
    planned: int


CATEGORIES: dict[Category, CategoryFacts] = {
    Category.EXTRA_LARGE: CategoryFacts(
        "特大型餐饮", "Extra-large restaurant", CategoryGroup.PUBLIC, 28
    ),
    Category.LARGE: CategoryFacts("大型餐饮", "Large restaurant", CategoryGroup.PUBLIC, 232),
    Category.MEDIUM: CategoryFacts("中型餐饮", "Medium restaurant", CategoryGroup.PUBLIC, 1_589),
    Category.SMALL: CategoryFacts("小型餐饮", "Small restaurant", CategoryGroup.PUBLIC, 8_059),
    Category.DRINKS: CategoryFacts("饮品店", "Drinks shop", CategoryGroup.PUBLIC, 115),
    Category.SCHOOL_CANTEEN: CategoryFacts(
        "学校(幼儿园)食堂", "School canteen", CategoryGroup.CANTEEN, 463
    ),
    Category.ELDERLY_CARE_CANTEEN: CategoryFacts(
        "养老机构食堂", "Elderly-care canteen", CategoryGroup.CANTEEN, 54
    ),
    Category.MEDICAL_CANTEEN: CategoryFacts(
        "医疗机构食堂", "Medical canteen", CategoryGroup.CANTEEN, 10
    ),
    Category.GOVERNMENT_CANTEEN: CategoryFacts(
        "机关事业单位食堂", "Government canteen", CategoryGroup.CANTEEN, 597
    ),
    Category.CHILDCARE_CANTEEN: CategoryFacts(
        "托育机构食堂", "Childcare canteen", CategoryGroup.CANTEEN, 17
    ),
    Category.MOBILE_BANQUET: CategoryFacts(
        "大型聚餐流动餐馆", "Mobile banquet caterer", CategoryGroup.MOBILE, 102
    ),
}
