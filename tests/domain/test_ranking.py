from domain.ranking import ranks
from domain.share import Share


def test_equal_shares_have_equal_ranks():
    shares = {"a": Share(9, 10), "b": Share(90, 100), "c": Share(10, 10), "d": Share(1, 20)}
    assert ranks(shares) == {"a": 2, "b": 2, "c": 1, "d": 4}
    assert ranks(shares, lowest_first=True) == {"a": 2, "b": 2, "c": 4, "d": 1}


def test_few_cases_and_none_are_not_ranked():
    assert ranks({"a": Share(9, 9), "b": Share(0, 0), "c": Share(1, 10)}) == {
        "a": None,
        "b": None,
        "c": 1,
    }


def test_a_share_of_nothing_is_unknown():
    assert Share(0, 0).percent is None
    assert (Share(1, 2) + Share(0, 2)).percent == 25
