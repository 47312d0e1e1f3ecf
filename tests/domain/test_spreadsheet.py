import pytest

from domain.spreadsheet import harmless, restored


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_run_becomes_text(text):
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("text", ["", "面馆", "-5", "+8613800000000", "-1.25", "1-2", "a=b", "'x"])
def test_other_texts_and_signed_numbers_stay(text):
    assert harmless(text) == text


@pytest.mark.parametrize(
    "text", ["=1", "'=1", "''=1", "-5", "'-5", "'", "''", "'面馆", "-", "@", "\t", "=" * 9, "+1+1"]
)
def test_every_text_is_read_back_exactly(text):
    assert restored(harmless(text)) == text


def test_two_texts_never_look_alike():
    texts = ["=1", "'=1", "''=1", "1", "-1", "'-1"]
    assert len({harmless(text) for text in texts}) == len(texts)
