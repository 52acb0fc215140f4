"""The formats written a second time, as plainly as they can be, from docs/formats.md.

Nothing here imports our package: what it seals, ours must open, and the other way round.
"""

import base64
import hashlib
import hmac
import json

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.keywrap import aes_key_wrap_with_padding

PROJECT = bytes(15) + b"\x01"


def expand(key: bytes, info: bytes, length: int) -> bytes:
    output = block = b""
    counter = 1
    while len(output) < length:
        block = hmac.digest(key, block + info + bytes([counter]), "sha512")
        output += block
        counter += 1
    return output[:length]


def key_id(key: bytes) -> bytes:
    return expand(key, b"safelight/key-id/v1", 16)


def clip_key(data_key: bytes, scope: bytes = PROJECT) -> bytes:
    return expand(data_key, b"safelight/clip-key/v1\0" + scope, 32)


def field_root(data_key: bytes, scope: bytes = PROJECT) -> bytes:
    return expand(data_key, b"safelight/field-root/v1\0" + scope, 32)


def header(data_key: bytes, *, clip_id: bytes, kind: int = 0, scope: bytes = PROJECT) -> bytes:
    start = b"\x89SLC\r\n\x1a\n" + bytes([1, 1, kind]) + bytes(5)
    return start + clip_id + key_id(data_key) + scope


def clip_context(head: bytes) -> bytes:
    return b"safelight/clip/v1\0" + head


def seal_clip(
    data_key: bytes,
    cleartext: bytes,
    *,
    clip_id: bytes,
    salt: bytes,
    kind: int = 0,
    scope: bytes = PROJECT,
) -> bytes:
    head = header(data_key, clip_id=clip_id, kind=kind, scope=scope)
    label = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"
    derived = expand(clip_key(data_key, scope), label + salt + clip_context(head), 76)
    key, base_nonce, commitment = derived[:32], derived[32:44], derived[44:]
    stored = head + salt + commitment
    for index in range(len(cleartext) // 16384 + 1):
        nonce = int.from_bytes(base_nonce, "big") ^ index
        chunk = cleartext[index * 16384 : (index + 1) * 16384]
        stored += AESGCM(key).encrypt(nonce.to_bytes(12, "big"), chunk, None)
    return stored


def cbc(key: bytes, iv: bytes, cleartext: bytes) -> bytes:
    padding = 16 - len(cleartext) % 16
    context = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return context.update(cleartext + bytes([padding]) * padding) + context.finalize()


def seal_field(
    data_key: bytes,
    table: str,
    column: str,
    type_byte: int,
    cleartext: bytes,
    *,
    iv: bytes,
    scope: bytes = PROJECT,
) -> bytes:
    root = field_root(data_key, scope)
    place = table.encode() + b"\0" + column.encode()
    keys = expand(root, b"safelight/field/v1\0" + place, 64)
    prefix = b"\x12" + key_id(root)[:8]
    associated = b"safelight/field/v1\0" + prefix + place
    ciphertext = cbc(keys[32:], iv, bytes([type_byte]) + cleartext)
    bits = (8 * len(associated)).to_bytes(8, "big")
    tag = hmac.digest(keys[:32], associated + iv + ciphertext + bits, "sha512")[:32]
    return prefix + iv + ciphertext + tag


def field_text(envelope: bytes) -> str:
    return "sl1." + base64.urlsafe_b64encode(envelope).decode().rstrip("=")


def recovery_code(secret: bytes) -> str:
    check = hashlib.sha256(b"safelight/recovery-code/v1\0" + secret).digest()[:3]
    letters = base64.b32encode(secret + check).decode()
    return "-".join(letters[i : i + 4] for i in range(0, 56, 4))


def keyring_file(
    data_keys: list[bytes],
    *,
    passphrase: bytes,
    recovery: bytes,
    kek: bytes,
    salt: bytes,
    generation: int = 1,
    read_policy: str = "authenticated",
    memory_kib: int = 65536,
    time: int = 1,
    lanes: int = 1,
    scopes: list[tuple[bytes, bytes]] | None = None,
) -> bytes:
    argon = Argon2id(salt=salt, length=32, iterations=time, lanes=lanes, memory_cost=memory_kib)
    wrapping_key = expand(kek, b"safelight/keyring-wrap/v1\0", 32)
    entries = [
        {
            "role": "retired" if index else "primary",
            "id": key_id(key).hex(),
            "key": aes_key_wrap_with_padding(wrapping_key, key).hex(),
        }
        for index, key in enumerate(data_keys)
    ]
    for key, scope in scopes or []:
        both = clip_key(key, scope) + field_root(key, scope)
        entries.append(
            {
                "role": "scope",
                "id": key_id(key).hex(),
                "scope": scope.hex(),
                "key": aes_key_wrap_with_padding(wrapping_key, both).hex(),
            }
        )
    recovery_slot_key = expand(recovery, b"safelight/keyring-recovery/v1\0", 32)
    content = {
        "generation": generation,
        "read_policy": read_policy,
        "slots": [
            {
                "type": "passphrase",
                "kdf": "argon2id",
                "memory_kib": memory_kib,
                "time": time,
                "lanes": lanes,
                "salt": salt.hex(),
                "kek": aes_key_wrap_with_padding(argon.derive(passphrase), kek).hex(),
            },
            {"type": "recovery", "kek": aes_key_wrap_with_padding(recovery_slot_key, kek).hex()},
        ],
        "entries": entries,
    }
    part = b"safelight-keyring/1\n" + json.dumps(content, separators=(",", ":")).encode() + b"\n"
    return part + keyring_mac(kek, part)


def keyring_mac(kek: bytes, part: bytes) -> bytes:
    mac_key = expand(kek, b"safelight/keyring-mac/v1\0", 32)
    return hmac.digest(mac_key, part, "sha256").hex().encode()
