"""Sealing by itself: who can open a box, and what its outside tells."""

from __future__ import annotations

import pytest

from survey import sealing
from survey.sealing import Damaged, NotAPublicKey, NotASecretKey, WrongKey, new_identity, opened, seal

CONTENT = {"steps": "3" * 51, "channel": "web", "wording": "a" * 64}


def payload(box: bytes) -> bytes:
    """What follows the head of a box in the age format, whose last line begins with three hyphens."""
    head, _, rest = box.partition(b"\n--- ")
    assert head.startswith(b"age-encryption.org/v1\n")
    return rest.partition(b"\n")[2]


def test_each_of_two_keys_opens_a_box_by_itself_and_no_other_does() -> None:
    (first, first_public), (second, second_public), (stranger, _) = new_identity(), new_identity(), new_identity()
    box = seal(CONTENT, [first_public, second_public])
    assert opened(box, first) == opened(box, second) == CONTENT
    with pytest.raises(WrongKey):
        opened(box, stranger)


def test_a_box_of_one_key_opens_with_that_one_only() -> None:
    (first, first_public), (second, _) = new_identity(), new_identity()
    box = seal(CONTENT, [first_public])
    assert opened(box, first) == CONTENT
    with pytest.raises(WrongKey):
        opened(box, second)


def test_the_length_of_a_box_tells_nothing_of_what_is_in_it() -> None:
    _, public = new_identity()
    contents = [
        {"steps": steps * 51, "channel": channel, "wording": wording}
        for steps in ("0", "1", "4")
        for channel in ("web", "paper", "import")
        for wording in (None, "f" * 64)
    ]
    # 16 bytes of chance and 16 of authentication around the padded 512.
    assert {len(payload(seal(content, [public]))) for content in contents} == {16 + 512 + 16}


def test_the_same_answers_are_never_the_same_box() -> None:
    _, public = new_identity()
    assert len({seal(CONTENT, [public]) for _ in range(20)}) == 20


def test_a_changed_or_cut_box_is_damaged_and_so_is_one_of_something_else() -> None:
    import pyrage
    from pyrage import x25519

    secret, public = new_identity()
    box = seal(CONTENT, [public])
    changed = bytearray(box)
    changed[-1] ^= 1
    others = [pyrage.encrypt(content, [x25519.Recipient.from_str(public)]) for content in (b"", b"[1]", b"not json", b"\xff")]
    for bad in (bytes(changed), box[:-1], b"", b"age-encryption.org/v1\n", b"x" * 600, *others):
        with pytest.raises(Damaged):
            opened(bad, secret)


def test_a_public_key_is_taken_however_it_was_pasted() -> None:
    _, public = new_identity()
    for pasted in (public, f"  {public}\n", public.upper()):
        assert sealing.public_key(pasted) == public


def test_what_is_no_public_key_is_refused() -> None:
    secret, public = new_identity()
    for wrong in ("", "age1", public[:-1], public + "q", public[:-1] + "b", secret, "ssh-ed25519 AAAA", "กุญแจ", "\0"):
        with pytest.raises(NotAPublicKey):
            sealing.public_key(wrong)


def test_a_secret_key_is_recognised_in_any_text() -> None:
    secret, public = new_identity()
    assert sealing.holds_secret_key(f"# public key: {public}\n{secret}\n")
    assert sealing.holds_secret_key(secret.lower())
    assert not sealing.holds_secret_key(f"# public key: {public}")


def test_what_is_no_secret_key_opens_nothing() -> None:
    _, public = new_identity()
    box = seal(CONTENT, [public])
    for wrong in ("", public, "AGE-SECRET-KEY-1"):
        with pytest.raises(NotASecretKey):
            opened(box, wrong)
