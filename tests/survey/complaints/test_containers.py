"""Containers: who opens them, and that their length says nothing but which of a few sizes they are."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey import sealing
from survey.complaints import containers
from survey.complaints.containers import MARK, SIZES, TooMuch, is_container, opened, room, sealed
from tests.survey.complaints.arranged import a_key

A, B, C, ACCUSED = (a_key() for _ in range(4))


def of_length(length: int) -> dict[str, Any]:
    """A content that takes so many bytes."""
    content = {"text": "x" * (length - len('{"text":""}'))}
    assert len(json.dumps(content, separators=(",", ":"))) == length
    return content


def test_each_holder_opens_it_alone_and_the_accused_does_not() -> None:
    said = {"text": "เรียกเงิน 5,000 บาท", "name": "สมชาย", "files": [{"name": "ก.jpg", "content": "AAAA"}]}
    container = sealed(said, [A.public, B.public])
    assert opened(container, A.secret) == opened(container, B.secret) == said
    with pytest.raises(sealing.WrongKey):
        opened(container, ACCUSED.secret)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text(max_size=10), st.text(max_size=3000), max_size=8))
def test_any_content_comes_back_as_it_was_and_takes_one_of_the_sizes(said: dict[str, str]) -> None:
    container = sealed(said, [A.public, B.public])
    assert len(container) in SIZES
    assert opened(container, B.secret) == said


def test_the_length_changes_only_at_the_edges_of_the_sizes() -> None:
    # The two largest take seconds; what decides is the same.
    for smaller, size in zip((0, *SIZES[:2]), SIZES[:3], strict=True):
        shortest = room(smaller) + 1 if smaller else len('{"text":""}')
        for length in (shortest, room(size)):
            for to in ((A, B), (A, B, C)):
                container = sealed(of_length(length), [key.public for key in to])
                assert len(container) == size
                assert opened(container, A.secret) == of_length(length)


def test_not_even_the_length_in_its_head_follows_what_is_in_it() -> None:
    def lengths(length: int) -> set[int]:
        made = (sealed(of_length(length), [A.public, B.public]) for _ in range(60))
        return {int.from_bytes(container[len(MARK) : len(MARK) + 4], "big") for container in made}

    # Age fills its own head with up to a few hundred random bytes; the content would add 14,000.
    little, much = lengths(20), lengths(room(SIZES[0]))
    assert abs(min(little) - min(much)) < 120
    assert abs(max(little) - max(much)) < 120
    assert max(little | much) - min(little | much) < 400


def test_20_mb_of_files_fit_and_more_than_the_largest_does_not() -> None:
    files = 20 * 1024 * 1024
    assert files * 4 / 3 + 100_000 < room(SIZES[-1])
    with pytest.raises(TooMuch):
        sealed({"text": "x" * SIZES[-1]}, [A.public])


def test_what_is_no_container_or_was_changed_cannot_be_opened() -> None:
    container = sealed({"text": "said"}, [A.public])
    middle = len(container) // 3
    changed = container[:middle] + bytes([container[middle] ^ 1]) + container[middle + 1 :]
    short = MARK + (len(container)).to_bytes(4, "big") + container[len(MARK) + 4 :]
    for broken in (b"", b"x" * SIZES[0], container[:-1], container + b"x", changed, short):
        with pytest.raises(sealing.Damaged):
            opened(broken, A.secret)
    assert is_container(container)
    assert not is_container(short)


def test_two_containers_of_the_same_content_share_nothing_but_their_mark() -> None:
    one, other = (sealed({"text": "said"}, [A.public]) for _ in range(2))
    same = sum(a == b for a, b in zip(one[600:], other[600:], strict=True)) / len(one[600:])
    # By chance one byte in 256 is the same.
    assert same < 0.02
    assert len(one) == containers.KIB * 16
