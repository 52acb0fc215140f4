"""Many envelopes opened at once are what each of them is by itself, and refused as it is."""

from collections.abc import Callable, Sequence

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.errors import (
    AlteredError,
    EncryptionError,
    LockedError,
    RefusedFormatError,
    UnknownKeyError,
)
from crypto.field import BYTES, JSON, TEXT, FieldCipher, field_cipher
from crypto.field_batch import open_all_json, open_all_text
from crypto.keyring import Keyring
from crypto.secret import SecretKey
from tests.crypto import reference
from tests.crypto.test_field import json_values

KEY = bytes(range(32))
KEYRING = Keyring.from_data_key(KEY)
CIPHER = field_cipher(KEYRING, "labels", "name")
# Enough of one length, so that none of them is opened by itself from the start.
MANY = 6

Envelopes = Sequence[str | None]
OpenAll = Callable[[FieldCipher, Envelopes], Sequence[object]]


def one_by_one(cipher: FieldCipher, envelopes: Envelopes, *, json: bool) -> list[object]:
    open_one = cipher.open_json if json else cipher.open_text
    return [None if envelope is None else open_one(envelope) for envelope in envelopes]


def outcome(act: Callable[[], object]) -> object:
    """Return what something returns, or all that its error tells."""
    try:
        return "opened", repr(act())
    except EncryptionError as error:
        return type(error), error.args, error.__cause__ is None


def assert_as_one_by_one(envelopes: Envelopes, cipher: FieldCipher = CIPHER) -> None:
    for json, open_all in ((True, open_all_json), (False, open_all_text)):
        at_once = outcome(lambda open_all=open_all: list(open_all(cipher, envelopes)))  # type: ignore[misc]
        alone = outcome(lambda json=json: one_by_one(cipher, envelopes, json=json))  # type: ignore[misc]
        assert at_once == alone


@settings(deadline=None)
@given(values=st.lists(st.none() | st.lists(json_values, max_size=3), max_size=20))
def test_json_values_come_in_their_order(values: list[object]) -> None:
    envelopes = [None if value is None else CIPHER.seal_json(value) for value in values]
    assert open_all_json(CIPHER, envelopes) == values


@settings(deadline=None)
@given(values=st.lists(st.none() | st.text(max_size=40), max_size=40))
def test_texts_come_in_their_order(values: list[str | None]) -> None:
    envelopes = [None if value is None else CIPHER.seal_text(value) for value in values]
    assert open_all_text(CIPHER, envelopes) == values


@settings(deadline=None, max_examples=200)
@given(
    sealed=st.lists(
        st.tuples(
            st.sampled_from((TEXT, JSON, JSON, JSON, BYTES, 9)),
            st.binary(max_size=3)
            | st.sampled_from(
                (
                    b"1",
                    b" 1",
                    b"1 ",
                    b"1,2",
                    b"[1",
                    b'"a',
                    b'a"',
                    b"\x00 1",
                    b"1\x00",
                    b"\xef\xbb\xbf1",
                )
            ),
        ),
        min_size=MANY,
        max_size=12,
    )
)
def test_what_another_program_sealed_is_taken_or_refused_as_by_itself(
    sealed: list[tuple[int, bytes]],
) -> None:
    """Among it halves of values that would be whole ones if they were read as one text."""
    assert_as_one_by_one(
        [
            reference.field_text(
                reference.seal_field(KEY, "labels", "name", kind, value, iv=bytes(16))
            )
            for kind, value in sealed
        ]
    )


@pytest.mark.promise
@pytest.mark.parametrize("place", [0, 2, MANY - 1])
@pytest.mark.parametrize("blocks", [1, 2, 3], ids=lambda blocks: f"{blocks} blocks")
def test_every_altered_letter_is_refused_with_the_error_of_the_single_form(
    place: int, blocks: int
) -> None:
    """Of the lengths, each leaves another number of spare bits in the last letter."""
    value = "p" * (16 * blocks - 10)
    envelopes = [CIPHER.seal_json(value) for _ in range(MANY)]
    whole = envelopes[place]
    opened = []
    for offset, letter in enumerate(whole):
        twins = {chr(ord(letter) ^ 1 << bit) for bit in range(7)} | set("+/=AB-_\nä")
        for twin in twins - {letter}:
            envelopes[place] = whole[:offset] + twin + whole[offset + 1 :]
            at_once = outcome(lambda: open_all_json(CIPHER, envelopes))
            if (
                at_once != outcome(lambda: CIPHER.open_json(envelopes[place]))
                or "opened" in at_once
            ):
                opened.append((offset, twin))
    assert not opened
    envelopes[place] = whole
    assert open_all_json(CIPHER, envelopes) == [value] * MANY


@pytest.mark.promise
def test_the_first_that_does_not_open_tells_the_error() -> None:
    good = [CIPHER.seal_json(number) for number in range(MANY)]
    elsewhere = field_cipher(KEYRING, "labels", "color")
    with Keyring.generate() as other:
        unknown = [field_cipher(other, "labels", "name").seal_json(1) for _ in range(MANY)]
    wrong = {
        "altered": [elsewhere.seal_json(number) for number in range(MANY)],
        "unknown key": unknown,
        "a text": [CIPHER.seal_text("1") for _ in range(MANY)],
        "another form": ["sl2." + envelope[4:] for envelope in good],
        "another suite": ["sl1.A" + envelope[5:] for envelope in good],
        "no envelopes": [
            "sl1.AAAA",
            "",
            "person",
            "sl2." + good[0][4:],
            good[0][:-1],
            good[0] + "A",
        ],
        "cut": [envelope[:-16] for envelope in good],
    }
    for first in wrong.values():
        for second in wrong.values():
            assert_as_one_by_one([*good, *first, *good, *second])


@pytest.mark.promise
@pytest.mark.parametrize("json", [True, False], ids=["json", "text"])
@pytest.mark.parametrize("padding", ["", "\0", "\x11", "\x01\x02", "\x03\x01\x03", "\x0f"])
def test_a_wrong_padding_is_refused_though_its_tag_is_right(
    monkeypatch: pytest.MonkeyPatch, padding: str, json: bool
) -> None:
    def cbc(key: bytes, iv: bytes, cleartext: bytes) -> bytes:
        padded = cleartext.ljust(32 - len(padding), b"1") + padding.encode()
        cipher = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
        return cipher.update(padded)

    monkeypatch.setattr(reference, "cbc", cbc)
    kind = JSON if json else TEXT
    sealed = reference.seal_field(KEY, "labels", "name", kind, b"1", iv=bytes(16))
    assert_as_one_by_one([reference.field_text(sealed)] * MANY)
    with pytest.raises(AlteredError):
        (open_all_json if json else open_all_text)(CIPHER, [reference.field_text(sealed)] * MANY)


@pytest.mark.parametrize("value", [7, 1.5, b"sl1.AAAA"], ids=["integer", "float", "bytes"])
def test_what_is_no_text_at_all_is_refused(value: object) -> None:
    """SQLite takes it in a column of texts."""
    envelopes = [CIPHER.seal_json(1) for _ in range(MANY)]
    with pytest.raises(RefusedFormatError):
        open_all_json(CIPHER, [*envelopes, value])  # type: ignore[list-item]
    with pytest.raises(RefusedFormatError):
        CIPHER.open_json(value)  # type: ignore[arg-type]


def test_more_than_are_opened_in_one_turn_keep_their_order() -> None:
    cipher = field_cipher(KEYRING, "annotation_examples", "bbox")
    values = [[number, 1.5, "ä" * (number % 3)] for number in range(5_000)]
    assert open_all_json(cipher, [cipher.seal_json(value) for value in values]) == values
    large = [f"{number}" * 100_000 for number in range(10)]
    assert open_all_text(cipher, [cipher.seal_text(value) for value in large]) == large


def test_values_under_a_retired_key_open_among_the_others() -> None:
    new = Keyring([SecretKey(bytes(32)), SecretKey(KEY)])
    cipher = field_cipher(new, "labels", "name")
    mixed = [one.seal_json(number) for number in range(MANY) for one in (CIPHER, cipher)]
    assert open_all_json(cipher, mixed) == [number for number in range(MANY) for _ in range(2)]
    with pytest.raises(UnknownKeyError):
        open_all_json(CIPHER, mixed)


@pytest.mark.promise
@pytest.mark.parametrize("open_all", [open_all_json, open_all_text], ids=["json", "text"])
def test_nothing_is_opened_once_the_keyring_is_locked(open_all: OpenAll) -> None:
    keyring = Keyring.from_data_key(KEY)
    cipher = field_cipher(keyring, "labels", "name")
    seal = cipher.seal_json if open_all is open_all_json else cipher.seal_text
    envelopes = [seal("person") for _ in range(MANY)]
    assert open_all(cipher, envelopes) == ["person"] * MANY
    keyring.close()
    with pytest.raises(LockedError):
        open_all(cipher, envelopes)
