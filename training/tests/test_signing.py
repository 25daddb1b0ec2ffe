"""Signed texts: whatever was changed is refused."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from training.errors import SignatureRefused
from training.signing import find_token, key_id_of, read_token, sign

PURPOSE = "trial"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
KEYS = {key_id_of(key.public_key()): key.public_key() for key in (KEY, OTHER)}
payloads = st.binary(min_size=1, max_size=300)


def refusal(token, *, purpose=PURPOSE, keys=KEYS):
    """The code of the refusal; None when the token is taken."""
    try:
        read_token(token, purpose=purpose, keys=keys)
    except SignatureRefused as error:
        return error.code
    return None


@given(payloads)
def test_what_was_signed_is_read_back(payload):
    signed = read_token(sign(payload, purpose=PURPOSE, key=KEY), purpose=PURPOSE, keys=KEYS)
    assert (signed.payload, signed.key_id) == (payload, key_id_of(KEY.public_key()))


@given(payloads, st.data())
def test_every_single_bit_that_is_changed_is_refused(payload, data):
    """Of one token all bits of a drawn stretch, so that a thousand tokens see each place many times."""
    token = sign(payload, purpose=PURPOSE, key=KEY)
    first = data.draw(st.integers(0, len(token) - 1))
    for place in range(first, min(first + 12, len(token))):
        for bit in range(8):
            changed = token[:place] + chr(ord(token[place]) ^ 1 << bit) + token[place + 1 :]
            assert refusal(changed), (place, bit)


def test_every_bit_of_one_token_counts():
    token = sign("谈心〔2026〕第000001号".encode(), purpose=PURPOSE, key=KEY)
    changed = [
        token[:place] + chr(ord(token[place]) ^ 1 << bit) + token[place + 1 :]
        for place in range(len(token))
        for bit in range(8)
    ]
    assert [text for text in changed if refusal(text) is None] == []


@given(payloads, payloads)
def test_signature_of_another_text_is_refused(one, other):
    first, second = (sign(payload, purpose=PURPOSE, key=KEY) for payload in (one, other))
    swapped = f"{first.rpartition('.')[0]}.{second.rpartition('.')[2]}"
    assert (refusal(swapped) is None) == (one == other)


@given(payloads)
def test_token_of_another_purpose_is_refused(payload):
    assert refusal(sign(payload, purpose="calendar", key=KEY)) == "wrong"


@given(payloads)
def test_token_under_the_name_of_another_key_is_refused(payload):
    token = sign(payload, purpose=PURPOSE, key=KEY)
    renamed = token.replace(key_id_of(KEY.public_key()), key_id_of(OTHER.public_key()))
    assert refusal(renamed) == "wrong"


def test_token_of_an_unknown_key_is_refused():
    token = sign(b"a", purpose=PURPOSE, key=KEY)
    assert refusal(token, keys={key_id_of(OTHER.public_key()): OTHER.public_key()}) == "unknown_key"
    assert refusal(token, keys={}) == "unknown_key"


@given(st.text(max_size=300))
def test_any_other_text_is_refused(text):
    assert refusal(text) == "malformed"


@pytest.mark.parametrize("length", [1, 2, 4, 5])
def test_second_spelling_of_the_same_bytes_is_refused(length):
    """Unused last bits of base64 would let a token read differently and mean the same."""
    token = sign(b"x" * length, purpose=PURPOSE, key=KEY)
    head, _dot, signature = token.rpartition(".")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    same = [
        letter
        for letter in alphabet
        if base64.urlsafe_b64decode(signature[:-1] + letter + "==") == base64.urlsafe_b64decode(signature + "==")
    ]
    assert len(same) == 16
    assert [letter for letter in same if refusal(f"{head}.{signature[:-1]}{letter}") is None] == [signature[-1]]


@given(payloads, st.sampled_from(["", "https://tanxin.example/verify/abc/#", "请核验：\n"]), st.integers(5, 70))
def test_token_is_found_in_the_text_around_it_also_broken_over_lines(payload, before, width):
    token = sign(payload, purpose=PURPOSE, key=KEY)
    broken = "\r\n ".join(token[at : at + width] for at in range(0, len(token), width))
    assert find_token(f"{before}{broken}\n") == token


@given(st.text(max_size=200))
def test_no_token_is_found_where_there_is_none(text):
    assert find_token(text.replace("TX1", "")) is None
