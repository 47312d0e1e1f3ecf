import pytest

from domain.identifiers import (
    LicenceSubject,
    credit_code_valid,
    identity_number_valid,
    licence_number_valid,
    make_credit_code,
    make_licence_number,
)

PUBLIC_LICENCE = "JY13301080111719"  # a real, published one
PUBLIC_CREDIT_CODE = "91440300708461136T"  # a real, published one


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        (PUBLIC_LICENCE, True),
        ("JY21506020000012", True),
        ("JY13301080111718", False),  # wrong check digit
        ("JY13301080117119", False),  # two digits swapped
        ("jy13301080111719", False),
        ("JY1330108011171", False),  # too short
        ("JY133010801117190", False),  # too long
        ("JY1330108011171９", False),  # full-width digit
        ("", False),
    ],
)
def test_licence_number(text, valid):
    assert licence_number_valid(text) is valid


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        (PUBLIC_CREDIT_CODE, True),
        ("91440300708461136A", False),  # wrong check character
        ("91440300708461163T", False),  # two characters swapped
        ("91440300708461136", False),  # too short
        ("9144030070846113OT", False),  # O is not in the alphabet
        ("91440300708461136t", False),
        ("", False),
    ],
)
def test_credit_code(text, valid):
    assert credit_code_valid(text) is valid


def test_credit_code_with_right_end_and_wrong_organisation_part_is_refused():
    wrong_organisation = "914403007084611370"  # chars 9-17 fail GB 11714
    ends = [wrong_organisation[:17] + c for c in "0123456789ABCDEFGHJKLMNPQRTUWXY"]
    assert not any(map(credit_code_valid, ends))


def test_made_numbers_are_the_published_ones():
    assert make_licence_number(LicenceSubject.SALES, "330108", 11171) == PUBLIC_LICENCE
    assert make_credit_code("91", "440300", "70846113") == PUBLIC_CREDIT_CODE


def test_made_numbers_are_valid():
    numbers = [make_licence_number(LicenceSubject.CANTEEN, "150602", n) for n in range(500)]
    assert all(map(licence_number_valid, numbers))
    codes = [make_credit_code("92", "150602", f"MA0{n:05d}") for n in range(500)]
    assert all(map(credit_code_valid, codes))


def test_parts_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="six digits"):
        make_licence_number(LicenceSubject.CATERING, "15060", 1)
    with pytest.raises(ValueError, match="999999"):
        make_licence_number(LicenceSubject.CATERING, "150602", 1_000_000)
    with pytest.raises(ValueError, match="2, 6 and 8"):
        make_credit_code("9", "150602", "MA000001")
    with pytest.raises(ValueError, match="not allowed"):
        make_credit_code("91", "150602", "MAS00001")


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("11010519491231002X", True),  # the example of GB 11643
        ("110105194912310021", False),
        ("11010519491231002x", False),
        ("1101051949123100", False),
        ("１１0105194912310021", False),
    ],
)
def test_identity_numbers_are_checked(text, valid):
    assert identity_number_valid(text) is valid
