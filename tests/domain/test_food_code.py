"""A code's address: only ours opens, also after the key has changed."""

import pytest

from domain.food_code import grouped, opened, signed, spelled

KEY, NEXT = "k" * 40, "n" * 40
CODE = spelled(bytes(range(10)))


def test_ten_bytes_make_sixteen_characters_without_letters_that_look_like_digits():
    assert len(CODE) == 16
    assert not set("ILOU") & set(spelled(bytes(range(246, 256))))
    assert spelled(bytes(10)) == "0" * 16
    assert grouped(CODE).count("-") == 3


def test_bits_that_fill_no_character_are_refused():
    with pytest.raises(ValueError, match="do not fill"):
        spelled(b"123")


def test_what_was_signed_opens_in_any_case_of_letters():
    token = signed(CODE, KEY)
    assert opened(token, [KEY]) == CODE
    assert opened(token.lower(), [KEY]) == CODE


def test_a_sticker_outlives_a_change_of_the_key():
    printed = signed(CODE, KEY)
    assert opened(printed, [NEXT, KEY]) == CODE
    assert opened(printed, [NEXT]) is None
    assert signed(CODE, NEXT) != printed


@pytest.mark.parametrize("at", [*range(16), *range(17, 35)])
def test_no_character_can_be_changed(at):
    token = signed(CODE, KEY)
    other = "0" if token[at] != "0" else "1"
    assert opened(token[:at] + other + token[at + 1 :], [KEY]) is None


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        CODE,
        f"{CODE}.",
        "a" * 5000,
        f"{CODE}.{'Z' * 18}",
        f" {signed(CODE, KEY)}",
        "１" * 35,
    ],
)
def test_what_is_no_token_opens_nothing(token):
    assert opened(token, [KEY]) is None
