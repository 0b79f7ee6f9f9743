"""Sealed values: they open for the right person with the right key, and for nobody else."""

from __future__ import annotations

import os
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexian.foundation.actor import Refused
from hexian.foundation.crypto import cipher

MASTER, SALT, SUBJECT, KEY_ID = os.urandom(32), os.urandom(32), uuid4(), "0a1b2c3d"


def sealed(text: str = "330106199001011234") -> bytes:
    return cipher.seal(text, SUBJECT, SALT, key_id=KEY_ID, master=MASTER)


def opened(blob: bytes, *, subject: UUID = SUBJECT, salt: bytes = SALT, master: bytes = MASTER) -> str:
    return cipher.open_sealed(blob, subject, salt, master=master)


@given(st.text())
def test_what_was_sealed_opens(text: str) -> None:
    assert opened(sealed(text)) == text


def test_rare_characters_open() -> None:
    assert opened(sealed("𠮷田🙂")) == "𠮷田🙂"


def test_the_same_text_never_looks_the_same() -> None:
    assert sealed() != sealed()


def test_the_layout_is_version_key_nonce_and_body() -> None:
    blob = sealed("甲")
    assert len(blob) == 1 + 4 + 12 + len("甲".encode()) + 16
    assert blob.startswith(cipher.prefix(KEY_ID))
    assert cipher.key_id_of(blob) == KEY_ID


@given(st.data())
def test_a_changed_bit_is_noticed(data: st.DataObject) -> None:
    blob = bytearray(sealed())
    blob[data.draw(st.integers(1, len(blob) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Refused, match=r"crypto\.altered"):
        opened(bytes(blob))


def test_another_persons_value_does_not_open_even_with_her_salt() -> None:
    with pytest.raises(Refused, match=r"crypto\.altered"):
        opened(sealed(), subject=uuid4())


@pytest.mark.parametrize("wrong", [{"salt": bytes(32)}, {"master": bytes(32)}])
def test_a_wrong_salt_or_key_does_not_open(wrong: dict[str, bytes]) -> None:
    with pytest.raises(Refused, match=r"crypto\.altered"):
        opened(sealed(), **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("blob", [b"", b"\x01short", b"\x02" + bytes(60)])
def test_what_is_no_sealed_value_is_refused(blob: bytes) -> None:
    with pytest.raises(Refused, match=r"crypto\.altered"):
        cipher.key_id_of(blob)


def test_an_index_is_equal_for_equal_texts_of_one_purpose_only() -> None:
    key = os.urandom(32)
    index = cipher.blind("13800000001", "mobile", key)
    assert len(index) == 32
    assert index == cipher.blind("13800000001", "mobile", key)
    others = [cipher.blind("13800000002", "mobile", key), cipher.blind("13800000001", "id_number", key)]
    assert index not in [*others, cipher.blind("13800000001", "mobile", os.urandom(32))]
