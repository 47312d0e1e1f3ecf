"""Posts of the people of an establishment (岗位), as stored.

Source: 60号令 and 97号令 (主要负责人, 食品安全总监, 食品安全员); the others are usual in kitchens.
"""

from enum import StrEnum


class Post(StrEnum):
    """What somebody does in an establishment."""

    PRINCIPAL = "principal"
    SAFETY_DIRECTOR = "safety_director"
    SAFETY_OFFICER = "safety_officer"
    CHEF = "chef"
    COOK = "cook"
    COLD_DISHES = "cold_dishes"
    PREPARATION = "preparation"
    WASHER = "washer"
    SERVER = "server"
    CLEANER = "cleaner"
    BUYER = "buyer"
    OTHER = "other"


POST_NAMES_ZH = {
    Post.PRINCIPAL: "主要负责人",
    Post.SAFETY_DIRECTOR: "食品安全总监",
    Post.SAFETY_OFFICER: "食品安全员",
    Post.CHEF: "厨师长",
    Post.COOK: "厨师",
    Post.COLD_DISHES: "凉菜师",
    Post.PREPARATION: "切配",
    Post.WASHER: "洗消",
    Post.SERVER: "服务员",
    Post.CLEANER: "保洁",
    Post.BUYER: "采购",
    Post.OTHER: "其他",
}
POST_NAMES_EN = {
    Post.PRINCIPAL: "Principal",
    Post.SAFETY_DIRECTOR: "Food safety director",
    Post.SAFETY_OFFICER: "Food safety officer",
    Post.CHEF: "Head chef",
    Post.COOK: "Cook",
    Post.COLD_DISHES: "Cold dishes",
    Post.PREPARATION: "Preparation",
    Post.WASHER: "Washing",
    Post.SERVER: "Server",
    Post.CLEANER: "Cleaner",
    Post.BUYER: "Buyer",
    Post.OTHER: "Other",
}
