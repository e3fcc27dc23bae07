"""The look for foreign words finds what it is for, and nothing else."""

import pytest

from tests.foreign import ANY_WORD, JOINED_WORDS, TWO_WORDS, foreign, is_foreign


@pytest.mark.parametrize("english", [ANY_WORD, JOINED_WORDS, TWO_WORDS])
def test_english_in_chinese_is_found(english):
    assert is_foreign("区信访局 no such row 定级", "zh", english)
    assert not is_foreign("区信访局（Ⅳ级，98%）", "zh", english)


@pytest.mark.parametrize("sign", "定〇（，。：")
def test_chinese_in_english_is_found(sign):
    assert is_foreign(f"the bureau {sign} phone", "en")
    assert not is_foreign("the bureau “by phone”", "en")


def test_an_id_is_one_word_where_ids_may_stand():
    assert not is_foreign("met:report-ordinary  98%  E1", "zh")
    assert is_foreign("met:report-ordinary  98%  E1", "zh", JOINED_WORDS)
    assert is_foreign("met:report-ordinary  98%  E1", "zh", ANY_WORD)
    assert is_foreign("限30min内", "zh", ANY_WORD)
    assert not is_foreign("IV · III · OA", "zh", ANY_WORD)


def test_what_stands_as_it_is_in_every_language_is_no_stranger():
    assert foreign(["先用 drill run，再看", "run the drill 再看"], "zh", own=["run", "drill run"]) == ["run the drill 再看"]
