"""The chain's bytes are those of docs/formats.md, computed here without the package."""

import hashlib
import hmac

import pytest

from crypto.device_key import DeviceKey
from crypto.keyring import Keyring
from crypto.scopes import PROJECT_SCOPE
from crypto.secret import SecretKey
from models.audit.chain import ChainKeys, Head, check_endorsement, endorsement_of
from tests.crypto import reference

DATA_KEY = bytes(range(32))
SEED = bytes(range(32, 64))
PREVIOUS = bytes(range(100, 132))
BODY = b"\x12" + reference.key_id(reference.field_root(DATA_KEY, PROJECT_SCOPE))[:8] + bytes(80)
# Made once from the formula below: the formula in code and in the docs may not drift together.
PINNED = "f81b7037e790f043fcec93ae531fea5d349861230ace7c791885df35d4165da6"


def test_an_entrys_mac_is_the_one_in_the_docs() -> None:
    device = DeviceKey(SecretKey(SEED))
    assert device.device_id == reference.key_id(device.public_key)
    root = reference.field_root(DATA_KEY, PROJECT_SCOPE)
    key = reference.expand(root, b"safelight/audit-key/v1\0" + device.device_id, 32)
    message = b"".join(
        (
            b"safelight/audit/v1\0",
            device.device_id,
            (7).to_bytes(8, "big"),
            PREVIOUS,
            len(BODY).to_bytes(4, "big"),
            BODY,
        )
    )
    expected = hmac.new(key, message, hashlib.sha256).digest()
    with Keyring.from_data_key(DATA_KEY) as keyring:
        assert ChainKeys(keyring, device.device_id).mac(7, PREVIOUS, BODY) == expected
    assert expected.hex() == PINNED


@pytest.mark.promise
def test_signatures_stand_under_what_the_docs_say() -> None:
    device, other = DeviceKey(SecretKey(SEED)), DeviceKey.generate()
    head = Head(device.device_id, 7, PREVIOUS).signed_by(device)
    said = b"safelight/audit-head/v1\0" + device.device_id + (7).to_bytes(8, "big") + PREVIOUS
    assert head.signature == device.sign(said)
    head.check(device.public_key)
    word = endorsement_of(device, other.device_id, other.public_key)
    said = b"safelight/audit-device/v1\0" + other.device_id + other.public_key
    assert word == device.sign(said)
    check_endorsement(device.public_key, other.device_id, other.public_key, word)
