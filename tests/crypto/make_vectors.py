"""Write tests/crypto/vectors anew: ``python -m tests.crypto.make_vectors``.

Everything comes from the reference implementation and fixed inputs, so a second run changes
nothing. A change of a committed vector is a change of a format that other programs read.
"""

import base64
import hashlib
import json
from pathlib import Path

from tests.crypto import reference

VECTORS = Path(__file__).parent / "vectors"
KEY = bytes(range(32))
OTHER_KEY = bytes(range(100, 132))
CAMERA = bytes(range(200, 216))


def stream(name: str, size: int) -> bytes:
    """Return bytes that anyone can make again: SHA-256(name ‖ u32 counter), cut to size."""
    blocks = range(size // 32 + 1)
    return b"".join(
        hashlib.sha256(name.encode() + index.to_bytes(4, "big")).digest() for index in blocks
    )[:size]


def clip(name: str, size: int, *, kind: int = 0, scope: bytes = reference.PROJECT) -> bytes:
    return reference.seal_clip(
        KEY,
        stream(name, size),
        clip_id=stream(f"{name} id", 16),
        salt=stream(f"{name} salt", 24),
        kind=kind,
        scope=scope,
    )


def clips() -> dict[str, object]:
    sizes = {"empty": 0, "short": 9, "one chunk": 16383, "edge": 16384, "two chunks": 20000}
    bases = {name: clip(name, size) for name, size in sizes.items()}
    bases["other"] = clip("other", 20000)
    bases["index"] = clip("index", 40, kind=1)
    bases["camera"] = clip("camera", 40, scope=CAMERA)
    bases["older cut"] = bases["two chunks"][: 120 + 16400]
    last = len(bases["two chunks"])
    cases: list[dict[str, object]] = [
        {"name": f"{base} opens", "expect": "success", "base": base, "size": size}
        for base, size in [*sizes.items(), ("camera", 40)]
    ]

    def refuse(name: str, expect: str, base: str = "two chunks", **change: object) -> None:
        cases.append({"name": name, "expect": expect, "base": base, **change})

    refuse("another key", "wrong key", data_key=OTHER_KEY.hex())
    refuse("key id changed", "wrong key", xor=[32, "01"])
    for name, offset in {
        "magic": 0,
        "version": 8,
        "suite": 9,
        "kind": 10,
        "reserved zeros": 13,
        "clip id": 16,
        "scope id": 63,
        "salt": 64,
        "commitment": 88,
    }.items():
        refuse(f"{name} changed", "corrupt header", xor=[offset, "01"])
    refuse("a packet index in place of a clip", "corrupt header", "index")
    refuse("first chunk changed", "corrupt body", xor=[120, "01"], chunk=0)
    refuse("first chunk's tag changed", "corrupt body", xor=[120 + 16399, "80"], chunk=0)
    refuse("last chunk changed", "truncated", xor=[last - 1, "01"])
    refuse("cut in the last chunk", "truncated", cut_to=last - 1)
    refuse("cut at a chunk's edge", "truncated", "older cut")
    refuse("cut in the first chunk", "truncated", cut_to=1000)
    refuse("cut in the commitment", "truncated", cut_to=100)
    refuse("cut in the header", "truncated", cut_to=20)
    refuse("nothing there", "truncated", cut_to=0)
    refuse("a byte behind the end", "extended", append="00")
    refuse("an empty last chunk is no end", "extended", "edge", append="00" * 16)
    refuse("another clip's body", "swapped", body_of="other")
    refuse("another clip's chunk", "swapped", chunk_of=["other", 0], chunk=0)
    return {
        "format": "clip",
        "data_key": KEY.hex(),
        "bases": {name: base64.b64encode(stored).decode() for name, stored in bases.items()},
        "cases": cases,
    }


def fields() -> dict[str, object]:
    def envelope(type_byte: int, cleartext: bytes, table: str = "labels", **more: bytes) -> bytes:
        key = more.get("key", KEY)
        iv = stream(f"{cleartext!r} iv", 16)
        scope = more.get("scope", reference.PROJECT)
        return reference.seal_field(key, table, "name", type_byte, cleartext, iv=iv, scope=scope)

    long = "x" * 3000
    values: dict[str, tuple[int, str]] = {
        "text": (1, "person"),
        "empty text": (1, ""),
        "text of 15 bytes": (1, "a" * 15),
        "text beyond the fast path": (1, long),
        "umlauts": (1, "Fußgänger"),
        "JSON null": (2, "null"),
        "JSON box": (2, "[12.5,3,40,80]"),
        "bytes": (3, "raw"),
    }
    cases: list[dict[str, object]] = [
        {
            "name": name,
            "expect": "success",
            "envelope": reference.field_text(envelope(kind, value.encode())),
            "type": kind,
            "cleartext": value,
        }
        for name, (kind, value) in values.items()
    ]
    good = envelope(1, b"person")

    def flipped(offset: int) -> bytes:
        changed = bytearray(good)
        changed[offset] ^= 1
        return bytes(changed)

    refused = {
        "another key": ("wrong key", envelope(1, b"person", key=OTHER_KEY)),
        "another scope": ("wrong key", envelope(1, b"person", scope=CAMERA)),
        "suite changed": ("corrupt header", flipped(0)),
        "root id changed": ("wrong key", flipped(1)),
        "IV changed": ("corrupt body", flipped(9)),
        "ciphertext changed": ("corrupt body", flipped(25)),
        "tag changed": ("corrupt body", flipped(len(good) - 1)),
        "cut by a byte": ("truncated", good[:-1]),
        "cut by a block": ("truncated", good[:-16]),
        "cut to nothing": ("truncated", good[:57]),
        "extended by a block": ("extended", good + bytes(16)),
        "from another table": ("swapped", envelope(1, b"person", table="people")),
    }
    cases += [
        {"name": name, "expect": expect, "envelope": reference.field_text(stored)}
        for name, (expect, stored) in refused.items()
    ]
    text = reference.field_text(good)
    for name, spelling in {
        "padded base64": text + "=",
        "a blank inside": text[:10] + " " + text[10:],
        "standard alphabet": text + "+/",
        "no prefix": text[4:],
    }.items():
        cases.append({"name": name, "expect": "corrupt header", "envelope": spelling})
    return {
        "format": "field",
        "data_key": KEY.hex(),
        "table": "labels",
        "column": "name",
        "cases": cases,
    }


def raw() -> dict[str, object]:
    iv = stream("raw iv", 16)
    good = iv + reference.cbc(KEY, iv, stream("raw", 40))
    stored = {
        "opens": ("success", good),
        "another key": ("wrong key", iv + reference.cbc(OTHER_KEY, iv, stream("raw", 40))),
        "padding changed": ("corrupt body", good[:-17] + bytes([good[-17] ^ 0x80]) + good[-16:]),
        "cut by a byte": ("truncated", good[:-1]),
        "cut by a block": ("truncated", good[:-16]),
        "IV alone": ("truncated", iv),
        "a byte behind the end": ("extended", good + b"\0"),
    }
    return {
        "format": "raw-cbc",
        "data_key": KEY.hex(),
        "cleartext": stream("raw", 40).hex(),
        "cases": [
            {"name": name, "expect": expect, "stored": content.hex()}
            for name, (expect, content) in stored.items()
        ],
    }


def keyrings() -> dict[str, object]:
    def file(name: str = "keyring", **more: int) -> str:
        content = reference.keyring_file(
            [KEY, OTHER_KEY],
            passphrase=b"correct horse",
            recovery=stream("recovery", 32),
            kek=stream(f"{name} kek", 32),
            salt=stream("argon", 16),
            scopes=[(stream("third key", 32), CAMERA)],
            **more,
        )
        return content.decode()

    good = file()
    other = file("another")
    entry = good.index('"key":"') + 7
    cases = {
        "opens": ("success", good),
        "first line changed": ("corrupt header", good.replace("/1\n", "/2\n", 1)),
        "cost below the limit": ("corrupt header", good.replace("65536", "65535")),
        "cost above the limit": ("corrupt header", good.replace("65536", "1048577")),
        "generation changed": ("corrupt body", good.replace('"generation":1', '"generation":2')),
        "policy changed": ("corrupt body", good.replace("authenticated", "plain")),
        "entry changed": (
            "corrupt body",
            good[:entry] + ("1" if good[entry] == "0" else "0") + good[entry + 1 :],
        ),
        "cut in the MAC": ("truncated", good[:-1]),
        "no MAC": ("truncated", good[:-64]),
        "a byte behind the end": ("extended", good + "\n"),
        "another file's MAC": ("swapped", good[:-64] + other[-64:]),
    }
    return {
        "format": "keyring",
        "passphrase": "correct horse",
        "recovery_code": reference.recovery_code(stream("recovery", 32)),
        "primary_id": reference.key_id(KEY).hex(),
        "retired_id": reference.key_id(OTHER_KEY).hex(),
        "scope_key_id": reference.key_id(stream("third key", 32)).hex(),
        "scope_id": CAMERA.hex(),
        "cases": [
            {"name": name, "expect": expect, "file": content}
            for name, (expect, content) in cases.items()
        ]
        + [{"name": "another passphrase", "expect": "wrong key", "file": good, "passphrase": "x"}],
    }


def main() -> None:
    makers = {"clip": clips, "field": fields, "raw_cbc": raw, "keyring": keyrings}
    for name, make in makers.items():
        text = json.dumps(make(), indent=1, ensure_ascii=True)
        (VECTORS / f"{name}.json").write_text(text + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
