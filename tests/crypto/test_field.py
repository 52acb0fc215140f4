import os
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.errors import (
    AlteredError,
    EncryptionError,
    LockedError,
    RefusedFormatError,
    UnknownKeyError,
)
from crypto.field import BYTES, JSON, TEXT, blind_index, field_cipher
from crypto.keyring import Keyring
from crypto.scopes import NO_SCOPE
from crypto.secret import SecretKey
from tests.crypto import reference

KEY = bytes(range(32))
KEYRING = Keyring.from_data_key(KEY)
CIPHER = field_cipher(KEYRING, "labels", "name")
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@settings(deadline=None)
@given(value=st.text())
def test_text_survives_the_round_trip(value: str) -> None:
    envelope = CIPHER.seal_text(value)
    assert CIPHER.open(envelope) == CIPHER.open_text(envelope) == value


@settings(deadline=None)
@given(value=json_values)
def test_json_survives_the_round_trip(value: object) -> None:
    envelope = CIPHER.seal_json(value)
    assert CIPHER.open(envelope) == CIPHER.open_json(envelope) == value


@settings(deadline=None)
@given(value=st.binary(max_size=2500))
def test_bytes_survive_the_round_trip(value: bytes) -> None:
    envelope = CIPHER.seal_bytes(value)
    assert CIPHER.open(envelope) == CIPHER.open_bytes(envelope) == value


@settings(max_examples=200, deadline=None)
@given(
    value=st.binary(max_size=2500), kind=st.integers(1, 3), iv=st.binary(min_size=16, max_size=16)
)
def test_reference_implementation_and_ours_open_each_other(
    value: bytes, kind: int, iv: bytes
) -> None:
    theirs = reference.seal_field(KEY, "labels", "name", kind, value, iv=iv)
    assert CIPHER.open_binary(theirs) == (kind, value)
    ours = CIPHER.seal_binary(kind, value)
    assert ours == reference.seal_field(KEY, "labels", "name", kind, value, iv=ours[9:25])


@pytest.mark.parametrize("length", [*range(50), *range(1000, 1060)])
def test_every_length_around_the_fast_path_survives(length: int) -> None:
    envelope = CIPHER.seal_binary(BYTES, b"\xff" * length)
    assert len(envelope) == 57 + 16 * ((length + 1) // 16 + 1)
    assert len(envelope) % 16 == 9
    assert CIPHER.open_binary(envelope) == (BYTES, b"\xff" * length)


@pytest.mark.promise
@pytest.mark.parametrize("size", [0, 40, 1100])
def test_every_bit_flip_of_an_envelope_is_refused(size: int) -> None:
    envelope = bytearray(CIPHER.seal_binary(TEXT, b"p" * size))
    accepted = []
    for offset in range(len(envelope)):
        for bit in range(8):
            envelope[offset] ^= 1 << bit
            try:
                CIPHER.open_binary(envelope)
            except AlteredError:
                fits = offset >= 9
            except UnknownKeyError:
                fits = 1 <= offset < 9
            except RefusedFormatError:
                fits = offset == 0
            else:
                fits = False
            if not fits:
                accepted.append((offset, bit))
            envelope[offset] ^= 1 << bit
    assert not accepted
    assert CIPHER.open_binary(envelope) == (TEXT, b"p" * size)


@pytest.mark.promise
def test_every_truncation_and_extension_of_an_envelope_is_refused() -> None:
    envelope = CIPHER.seal_binary(TEXT, b"person" * 10)
    for length in range(len(envelope)):
        with pytest.raises((RefusedFormatError, AlteredError)):
            CIPHER.open_binary(envelope[:length])
    for extra in range(1, 40):
        with pytest.raises((RefusedFormatError, AlteredError)):
            CIPHER.open_binary(envelope + bytes(extra))


@pytest.mark.promise
@pytest.mark.parametrize(("table", "column"), [("people", "name"), ("labels", "color")])
def test_envelope_moved_to_another_table_or_column_is_refused(table: str, column: str) -> None:
    envelope = CIPHER.seal_text("person")
    with pytest.raises(AlteredError):
        field_cipher(KEYRING, table, column).open(envelope)


def test_table_and_column_cannot_run_into_each_other() -> None:
    envelope = field_cipher(KEYRING, "a_b", "c").seal_text("x")
    with pytest.raises(AlteredError):
        field_cipher(KEYRING, "a", "b_c").open(envelope)


@settings(deadline=None)
@given(place=st.integers(0, 200), letter=st.characters(max_codepoint=0x2FF))
def test_no_other_spelling_of_an_envelope_is_accepted(place: int, letter: str) -> None:
    envelope = CIPHER.seal_text("person at the gate")
    spelling = envelope[:place] + letter + envelope[place:]
    with pytest.raises(EncryptionError):
        CIPHER.open(spelling)


def test_spare_bits_padding_and_the_other_alphabet_are_refused() -> None:
    envelope = next(
        text
        for text in (CIPHER.seal_text("person") for _ in range(1000))
        if "-" in text or "_" in text
    )
    # 73 bytes leave two spare bits in the last letter's six: three other letters decode alike.
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = letters.index(envelope[-1])
    assert last % 16 == 0
    twin = envelope[:-1] + letters[last + 1]
    standard = envelope.replace("-", "+").replace("_", "/")
    for spelling in (twin, envelope + "=", envelope + "==", standard, envelope + "\n"):
        with pytest.raises(RefusedFormatError):
            CIPHER.open(spelling)


@pytest.mark.parametrize("untrusted", ["", "sl1.", "person", "sl2.AAAA", "SL1.AAAA", "sl1.ä"])
def test_what_is_no_envelope_is_refused(untrusted: str) -> None:
    with pytest.raises(RefusedFormatError) as refusal:
        CIPHER.open(untrusted)
    assert str(refusal.value) == "Decryption failed"


def test_another_type_than_asked_for_is_refused() -> None:
    openers = {TEXT: CIPHER.open_text, JSON: CIPHER.open_json, BYTES: CIPHER.open_bytes}
    sealed = {
        TEXT: CIPHER.seal_text("1"),
        JSON: CIPHER.seal_json(1),
        BYTES: CIPHER.seal_bytes(b"1"),
    }
    for kind, envelope in sealed.items():
        for asked, opener in openers.items():
            if asked != kind:
                with pytest.raises(RefusedFormatError):
                    opener(envelope)


@pytest.mark.parametrize("value", [b"\xff\xfe", b"{", b'{"secret'])
def test_broken_cleartext_of_another_writer_is_refused_without_quoting_it(value: bytes) -> None:
    for kind in (TEXT, JSON, 9):
        envelope = reference.seal_field(KEY, "labels", "name", kind, value, iv=bytes(16))
        if kind == TEXT and value.isascii():
            continue
        with pytest.raises(RefusedFormatError) as refusal:
            CIPHER.open(reference.field_text(envelope))
        assert refusal.value.__cause__ is None
        assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


def test_number_that_json_does_not_know_is_a_bug() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        CIPHER.seal_json(float("nan"))


@pytest.mark.parametrize("name", ["", "Labels", "1a", "a-b", "a.b", "a" * 64, "a\0b", "ä", "a\n"])
def test_name_outside_the_grammar_is_a_bug(name: str) -> None:
    with pytest.raises(ValueError, match="name is"):
        field_cipher(KEYRING, name, "column")
    with pytest.raises(ValueError, match="name is"):
        blind_index(KEYRING, "table", name, "x")


def test_two_envelopes_of_one_value_differ() -> None:
    assert CIPHER.seal_text("person") != CIPHER.seal_text("person")


@pytest.mark.promise
def test_wrong_key_is_told_apart_from_an_altered_field() -> None:
    with Keyring.generate() as other, pytest.raises(UnknownKeyError) as refusal:
        field_cipher(other, "labels", "name").open(CIPHER.seal_text("person"))
    assert len(refusal.value.key_id) == 8


def test_retired_key_still_opens_and_the_primary_seals() -> None:
    new = os.urandom(32)
    rotated = Keyring([SecretKey(new), SecretKey(KEY)])
    cipher = field_cipher(rotated, "labels", "name")
    assert cipher.open(CIPHER.seal_text("person")) == "person"
    with pytest.raises(UnknownKeyError):
        CIPHER.open(cipher.seal_text("car"))


def test_another_scope_has_other_keys() -> None:
    elsewhere = field_cipher(KEYRING, "labels", "name", scope_id=NO_SCOPE)
    with pytest.raises(UnknownKeyError):
        elsewhere.open(CIPHER.seal_text("person"))


@pytest.mark.promise
def test_cipher_is_locked_with_its_keyring() -> None:
    keyring = Keyring.from_data_key(KEY)
    cipher = field_cipher(keyring, "labels", "name")
    envelope = cipher.seal_text("person")
    keyring.close()
    for act in (lambda: cipher.seal_text("car"), lambda: cipher.open(envelope)):
        with pytest.raises(LockedError):
            act()


@pytest.mark.promise
def test_lock_amid_sealing_on_other_threads_never_lets_a_wrong_envelope_out() -> None:
    keyring = Keyring.from_data_key(KEY)
    cipher = field_cipher(keyring, "labels", "name")
    sealed: list[str] = []
    ends: list[str] = []
    started = threading.Barrier(4)

    def seal() -> None:
        started.wait()
        try:
            while True:
                sealed.append(cipher.seal_text("person"))
        except LockedError:
            ends.append("locked")

    threads = [threading.Thread(target=seal) for _ in range(3)]
    for thread in threads:
        thread.start()
    started.wait()
    keyring.close()
    for thread in threads:
        thread.join()
    assert ends == ["locked"] * 3
    assert {CIPHER.open(envelope) for envelope in sealed} <= {"person"}


def test_one_cipher_serves_many_threads() -> None:
    wrong: list[str] = []

    def work(name: str) -> None:
        for number in range(200):
            value = f"{name} {number}"
            if CIPHER.open(CIPHER.seal_text(value)) != value:
                wrong.append(value)

    threads = [threading.Thread(target=work, args=(f"t{index}",)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_blind_index_finds_the_same_word_however_it_is_typed() -> None:
    index = blind_index(KEYRING, "labels", "name", "Fußgänger")
    assert len(index) == 16
    assert index == blind_index(KEYRING, "labels", "name", "FUSSGA\u0308NGER")
    assert index != blind_index(KEYRING, "labels", "name", "Fussganger")
    assert index != blind_index(KEYRING, "people", "name", "Fußgänger")
    assert index != blind_index(KEYRING, "labels", "name", "Fußgänger", scope_id=NO_SCOPE)
