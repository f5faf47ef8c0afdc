"""Canonical JSON, commitments and the chain."""

import json
from hashlib import sha256
from uuid import UUID

import pytest

from app.domain.ballots import canonical_ballot
from app.domain.sealing import (
    canonical_json,
    chain_hash,
    commitment,
    commitments_hash,
    keyed_hash,
)

ONE, TWO = UUID(int=1), UUID(int=2)


def test_the_same_content_is_written_in_one_way():
    assert canonical_json({"b": [1, True], "a": "å"}) == '{"a":"å","b":[1,true]}'
    assert canonical_json({"a": "a\u030a"}) == canonical_json({"a": "å"})
    assert json.loads(canonical_json({"a": [{"b": -1}]})) == {"a": [{"b": -1}]}


@pytest.mark.parametrize("value", [1.5, None, {"å": 1}, {1: 2}, 2**53, {"a": {1, 2}}])
def test_what_could_be_written_in_two_ways_is_refused(value):
    with pytest.raises((TypeError, ValueError)):
        canonical_json(value)


def test_a_ballot_is_written_the_same_whatever_the_order_of_marks():
    assert canonical_ballot({TWO: 1, ONE: 1}) == canonical_ballot({ONE: 1, TWO: 1})
    assert canonical_ballot({}) == "{}"


def test_a_commitment_is_the_hash_of_salt_and_ballot():
    ballot = canonical_ballot({ONE: 1})

    assert commitment(b"salt", ballot) == sha256(b"salt" + ballot.encode()).hexdigest()
    assert commitment(b"salt", ballot) != commitment(b"other", ballot)


def test_the_hash_of_all_commitments_does_not_depend_on_their_order():
    assert commitments_hash(["b", "a"]) == commitments_hash(["a", "b"])
    assert commitments_hash(["a"]) == sha256(b"a\n").hexdigest()


def test_a_changed_event_breaks_every_later_link():
    first, second = "{}", '{"a":1}'

    honest = chain_hash(chain_hash("0" * 64, first), second)

    assert chain_hash(chain_hash("0" * 64, '{"x":1}'), second) != honest


def test_a_keyed_hash_needs_the_key():
    assert keyed_hash(b"k", "a@b.no") == keyed_hash(b"k", "a@b.no")
    assert keyed_hash(b"k", "a@b.no") != keyed_hash(b"l", "a@b.no")
