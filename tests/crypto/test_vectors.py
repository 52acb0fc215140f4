"""Every committed vector, by its `expect` line."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from crypto import raw_cbc
from crypto.clip_stream import SeekableReader
from crypto.errors import (
    AlteredError,
    DamagedChunkError,
    DecryptionError,
    EncryptionError,
    KeyringAlteredError,
    KeyringParametersError,
    RefusedFormatError,
    TruncatedError,
    UnknownKeyError,
    WrongPassphraseError,
)
from crypto.field import FieldCipher
from crypto.keyring import Keyring
from crypto.keyring_file import open_keyring_file
from crypto.source import BytesSource
from tests.crypto import make_vectors

pytestmark = pytest.mark.promise
EXPECTS = {
    "success",
    "wrong key",
    "corrupt header",
    "corrupt body",
    "truncated",
    "extended",
    "swapped",
}
CLIP_ERRORS: dict[str, tuple[type[EncryptionError], ...]] = {
    "wrong key": (UnknownKeyError,),
    "corrupt header": (RefusedFormatError, AlteredError),
    "corrupt body": (DamagedChunkError,),
    "truncated": (TruncatedError,),
    "extended": (TruncatedError,),
    "swapped": (AlteredError, DamagedChunkError),
}
FIELD_ERRORS: dict[str, tuple[type[EncryptionError], ...]] = {
    "wrong key": (UnknownKeyError,),
    "corrupt header": (RefusedFormatError,),
    "corrupt body": (AlteredError,),
    "truncated": (RefusedFormatError, AlteredError),
    "extended": (AlteredError,),
    "swapped": (AlteredError,),
}
KEYRING_ERRORS: dict[str, tuple[type[EncryptionError], ...]] = {
    "wrong key": (WrongPassphraseError,),
    "corrupt header": (KeyringParametersError,),
    "corrupt body": (KeyringAlteredError,),
    "truncated": (KeyringAlteredError,),
    "extended": (KeyringAlteredError,),
    "swapped": (KeyringAlteredError,),
}


def load(name: str) -> dict[str, Any]:
    return json.loads((make_vectors.VECTORS / f"{name}.json").read_text("ascii"))


def cases(name: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in load(name)["cases"]]


def stored_clip(case: dict[str, Any]) -> bytes:
    bases = {name: base64.b64decode(text) for name, text in load("clip")["bases"].items()}
    stored = bytearray(bases[case["base"]])
    if "xor" in case:
        offset, mask = case["xor"]
        for index, bits in enumerate(bytes.fromhex(mask)):
            stored[offset + index] ^= bits
    if "cut_to" in case:
        del stored[case["cut_to"] :]
    if "append" in case:
        stored += bytes.fromhex(case["append"])
    if "body_of" in case:
        stored[64:] = bases[case["body_of"]][64:]
    if "chunk_of" in case:
        other, index = case["chunk_of"]
        place = slice(120 + index * 16400, 120 + (index + 1) * 16400)
        stored[place] = bases[other][place]
    return bytes(stored)


@pytest.mark.parametrize("case", cases("clip"))
def test_clip_vector_ends_as_expected(case: dict[str, Any]) -> None:
    key = bytes.fromhex(case.get("data_key", load("clip")["data_key"]))
    stored = stored_clip(case)
    with Keyring.from_data_key(key) as keyring:
        if case["expect"] == "success":
            with SeekableReader(BytesSource(stored), keyring) as reader:
                assert reader.readall() == make_vectors.stream(case["base"], case["size"])
            return
        with pytest.raises(CLIP_ERRORS[case["expect"]]) as refusal:
            SeekableReader(BytesSource(stored), keyring).readall()
        if isinstance(refusal.value, DamagedChunkError):
            assert refusal.value.chunk_index == case["chunk"]


@pytest.mark.parametrize("case", cases("field"))
def test_field_vector_ends_as_expected(case: dict[str, Any]) -> None:
    vectors = load("field")
    with Keyring.from_data_key(bytes.fromhex(vectors["data_key"])) as keyring:
        cipher = FieldCipher(keyring, vectors["table"], vectors["column"])
        if case["expect"] != "success":
            with pytest.raises(FIELD_ERRORS[case["expect"]]):
                cipher.open(case["envelope"])
            return
        opened = cipher.open(case["envelope"])
        wanted = {1: str, 2: json.loads, 3: str.encode}[case["type"]](case["cleartext"])
        assert opened == wanted


@pytest.mark.parametrize("case", cases("raw_cbc"))
def test_raw_cbc_vector_ends_as_expected(case: dict[str, Any]) -> None:
    vectors = load("raw_cbc")
    key, stored = bytes.fromhex(vectors["data_key"]), bytes.fromhex(case["stored"])
    if case["expect"] == "success":
        assert raw_cbc.decrypt(key, stored).hex() == vectors["cleartext"]
        return
    with pytest.raises(DecryptionError) as refusal:
        raw_cbc.decrypt(key, stored)
    assert type(refusal.value) is DecryptionError
    assert str(refusal.value) == "Decryption failed"


@pytest.mark.parametrize("case", cases("keyring"))
def test_keyring_vector_ends_as_expected(case: dict[str, Any], tmp_path: Path) -> None:
    vectors = load("keyring")
    path = tmp_path / "keyring"
    path.write_bytes(case["file"].encode("latin-1"))
    passphrase = case.get("passphrase", vectors["passphrase"])
    if case["expect"] != "success":
        with pytest.raises(KEYRING_ERRORS[case["expect"]]):
            open_keyring_file(path, passphrase=passphrase)
        return
    for secret in ({"passphrase": passphrase}, {"recovery_code": vectors["recovery_code"]}):
        with open_keyring_file(path, **secret) as keyring:
            ids = [vectors["primary_id"], vectors["retired_id"], vectors["scope_key_id"]]
            assert [key_id.hex() for key_id in keyring.ids()] == ids
            scope = bytes.fromhex(vectors["scope_id"])
            assert len(keyring.clip_key(bytes.fromhex(vectors["scope_key_id"]), scope)) == 32


@pytest.mark.parametrize("name", ["clip", "field", "raw_cbc", "keyring"])
def test_vectors_cover_every_kind_of_end(name: str) -> None:
    seen = {case["expect"] for case in load(name)["cases"]}
    missing = {"raw_cbc": {"corrupt header", "swapped"}}.get(name, set())
    assert seen == EXPECTS - missing


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("clip", make_vectors.clips),
        ("field", make_vectors.fields),
        ("raw_cbc", make_vectors.raw),
        ("keyring", make_vectors.keyrings),
    ],
)
def test_reference_still_makes_the_committed_vectors(name: str, make: Any) -> None:
    assert json.loads(json.dumps(make())) == load(name)
