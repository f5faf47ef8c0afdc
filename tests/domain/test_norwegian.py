"""Nynorsk and bokmål meet in one form, and letters that differ stay different."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.domain import norwegian
from app.domain.norwegian import MAX_WORD, stem, stemmed, subject_stems, tokens
from app.domain.norwegian_words import NEAR_MEANINGS, PARTS, WHOLE_WORDS

PAIRS = [tuple(pair.split("=")) for pair in (WHOLE_WORDS + PARTS).split()]


def test_words_are_lower_case_in_order_and_without_punctuation():
    assert tokens("Møtefri FREDAG – nr. 2, ja!") == ["møtefri", "fredag", "nr", "2", "ja"]


def test_å_stays_apart_from_a_and_é_is_a_way_to_write_e():
    assert stemmed("åpne") != stemmed("apne")
    assert stemmed("bær") != stemmed("bar")
    assert stemmed("idé") == stemmed("ide")


@pytest.mark.parametrize(
    ("nynorsk", "bokmal"),
    [
        ("brukarane", "brukerne"),
        ("brukarar", "brukere"),
        ("moglegheiter", "muligheter"),
        ("tydelegare", "tydeligere"),
        ("løysing", "løsning"),
        ("førebyggje", "forebygge"),
        ("skulane", "skolene"),
        ("sjukefråværsoppfølginga", "sykefraværsoppfølgingen"),
        ("einingsleiar", "enhetsleder"),
        ("opplevingar", "opplevelser"),
        ("tilgjengeleg", "tilgjengelig"),
        ("rådgjeving", "rådgivning"),
        ("forklarast", "forklares"),
    ],
)
def test_the_two_standards_get_the_same_stem(nynorsk, bokmal):
    assert stem(nynorsk) == stem(bokmal)


@pytest.mark.parametrize("bokmal", [("bruker", "brukere", "brukeren", "brukerne")])
def test_the_forms_of_one_word_get_the_same_stem(bokmal):
    assert len({stem(form) for form in bokmal}) == 1


def test_forening_is_not_taken_for_an_enhet():
    assert "enhet" not in stem("forening")


@pytest.mark.parametrize(("nynorsk", "bokmal"), PAIRS)
def test_each_pair_of_the_word_list_meets(nynorsk, bokmal):
    assert nynorsk != bokmal
    assert stem(nynorsk) == stem(bokmal)


def test_the_word_lists_say_each_thing_once():
    for listing in (WHOLE_WORDS, PARTS):
        words = [pair.split("=")[0] for pair in listing.split()]
        assert len(words) == len(set(words))
    assert all(len(group.split()) > 1 for group in NEAR_MEANINGS.strip().splitlines())


def test_words_without_a_subject_are_left_out_unless_they_are_all_there_is():
    assert subject_stems("Ikkje kva som helst, men møte") == [stem("helst"), stem("møte")]
    assert subject_stems("Hva er det?") == [stem("hva"), stem("er"), stem("det")]


def test_an_endless_word_is_cut_so_that_it_costs_little():
    assert len(tokens("a" * 1_000_000)[0]) == MAX_WORD


def test_stems_are_the_same_when_many_threads_ask_at_once():
    words = [f"{first}{second}ene" for first in ("møte", "kurs", "lån") for second in range(400)]
    alone = [stem(word) for word in words]
    norwegian.stem.cache_clear()

    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(stem, words))

    assert together == alone
