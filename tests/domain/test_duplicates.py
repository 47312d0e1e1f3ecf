from domain.duplicates import Candidate, Pair, Reason, find_pairs


def shop(number, **more):
    values = {
        "name": f"{number}号店",
        "township_code": "150602001",
        "credit_code": None,
        "address": None,
        "lon": None,
        "lat": None,
        "licences": (),
        **more,
    }
    return Candidate(number, **values)


def test_one_licence_number_written_two_ways_is_one_shop():
    pairs = find_pairs([shop(2, licences=("JY21",)), shop(1, licences=(" jy２-1 ",))])
    assert pairs == [Pair(1, 2, (Reason.LICENCE,))]


def test_a_chain_has_one_code_for_many_shops():
    chain = [shop(n, credit_code="91X", address=f"{n}街") for n in (1, 2, 3)]
    assert find_pairs(chain) == []


def test_the_same_code_with_the_same_name_or_address_is_one_shop():
    first = shop(1, credit_code="91X", name="暖城 面馆（东胜店）", address="A街1号")
    assert find_pairs([first, shop(2, credit_code="91X", name="暖城面馆(东胜店)")]) == [
        Pair(1, 2, (Reason.CREDIT_CODE_AND_NAME,))
    ]
    assert find_pairs([first, shop(2, credit_code="91X", address="A街 1号")]) == [
        Pair(1, 2, (Reason.CREDIT_CODE_AND_ADDRESS,))
    ]


def test_two_empty_addresses_are_not_the_same_address():
    assert find_pairs([shop(1, credit_code="91X"), shop(2, credit_code="91X")]) == []


def test_the_same_name_needs_the_same_township_and_a_near_point():
    here = {"name": "面馆", "lon": 109.99, "lat": 39.82}
    near = {"name": "面馆", "lon": 109.9905, "lat": 39.82}
    assert find_pairs([shop(1, **here), shop(2, **near)]) == [Pair(1, 2, (Reason.NAME_AND_POINT,))]
    assert find_pairs([shop(1, **here), shop(2, **near, township_code="150602101")]) == []
    assert find_pairs([shop(1, **here), shop(2, **{**near, "lon": 110.0})]) == []
    assert find_pairs([shop(1, **here), shop(2, name="面馆")]) == []


def test_all_reasons_of_a_pair_stand_together_and_the_weightiest_pair_first():
    one = shop(1, licences=("A",), credit_code="91X", name="面馆")
    other = shop(2, licences=("a",), credit_code="91X", name="面馆")
    third = shop(3, credit_code="91X", name="面馆")
    pairs = find_pairs([third, one, other])
    assert pairs[0] == Pair(1, 2, (Reason.LICENCE, Reason.CREDIT_CODE_AND_NAME))
    assert [(pair.first, pair.second) for pair in pairs[1:]] == [(1, 3), (2, 3)]


def test_a_pair_that_was_told_apart_does_not_come_back():
    assert find_pairs([shop(1, licences=("A",)), shop(2, licences=("a",))], [(1, 2)]) == []
