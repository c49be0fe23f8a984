"""Codes: what they open, and that finding out costs the same for anything that is typed."""

from __future__ import annotations

import time

import pyrage
import pytest
from pyrage import x25519

from survey import sealing
from survey.codes import ALPHABET
from survey.complaints import codes

SALT = b"the salt of a test installation"


def test_bech32_makes_what_bip_173_lists_as_valid() -> None:
    # Both are among the valid strings of BIP 173; the second holds the numbers 0 to 31 in five bits each.
    assert sealing._bech32("a", b"") == "a12uel5l"
    numbers = "".join(f"{number:05b}" for number in range(32))
    content = int(numbers, 2).to_bytes(20, "big")
    assert sealing._bech32("abcdef", content) == "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"


@pytest.mark.parametrize("seed", [bytes(32), b"\xff" * 32, bytes(range(32)), b"\x80" + bytes(31), bytes(31) + b"\x01"])
def test_any_32_bytes_make_a_secret_key_that_the_reference_implementation_reads_back_alike(seed: bytes) -> None:
    secret = sealing.secret_key_from(seed)
    read = x25519.Identity.from_str(secret)
    assert str(read) == secret
    assert str(read.to_public()) == sealing.public_key_of(secret)
    assert pyrage.decrypt(sealing.seal_bytes(b"said", [sealing.public_key_of(secret)]), [read]) == b"said"


def test_a_secret_key_with_one_wrong_letter_is_none() -> None:
    secret = sealing.secret_key_from(bytes(range(32)))
    for at in (20, 40, len(secret) - 1):
        other = "Q" if secret[at] != "Q" else "P"
        with pytest.raises(sealing.NotASecretKey):
            sealing.public_key_of(secret[:at] + other + secret[at + 1 :])


def test_a_code_is_sixteen_letters_of_chance_with_at_least_78_bits() -> None:
    made = {codes.new_code() for _ in range(200)}
    assert len(made) == 200
    assert all(len(group) == 4 and set(group) <= set(ALPHABET) for code in made for group in code.split("-"))
    assert {len(code.split("-")) for code in made} == {4}
    assert len(ALPHABET) ** 16 >= 2**78
    assert {letter for code in made for letter in code} == {*ALPHABET, "-"}


def test_a_code_opens_the_same_however_it_is_typed_and_any_other_something_else() -> None:
    first = codes.opener("AB23-CD45-EF67-GH89", salt=SALT)
    assert codes.opener(" ab23cd45 ef๖๗ gh89 ", salt=SALT) == first
    assert len(first.mark) == 64
    assert first.secret_key.lower() not in (first.mark + first.public_key).lower()
    others = [codes.opener("AB23-CD45-EF67-GH88", salt=SALT), codes.opener("AB23-CD45-EF67-GH89", salt=SALT[::-1])]
    for other in others:
        assert not {other.mark, other.secret_key, other.public_key} & {first.mark, first.secret_key, first.public_key}
    assert sealing.public_key_of(first.secret_key) == first.public_key


def test_nonsense_takes_as_much_work_as_a_code() -> None:
    def work(typed: str) -> float:
        begun = time.process_time()
        codes.opener(typed, salt=SALT)
        return time.process_time() - begun

    right = min(work("AB23-CD45-EF67-GH89") for _ in range(2))
    for typed in ("", "A" * 100_000):
        # Argon2id fills its memory whatever it is given; without it a call takes less than a thousandth of this.
        assert 0.5 < work(typed) / right < 2.5
