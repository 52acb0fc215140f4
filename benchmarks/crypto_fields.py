"""Seal and open fields: ``.venv/bin/python -m benchmarks.crypto_fields``.

CPU microseconds for one value, best of five, beside AES-256-GCM alone and Fernet on the same value.
"""

import os
import time
from collections.abc import Callable

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crypto.field import TEXT, field_cipher
from crypto.keyring import Keyring

ROUNDS = 5
CALLS = 20_000


def cost(name: str, act: Callable[[], object]) -> None:
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(CALLS):
            act()
        times.append(time.process_time() - start)
    print(f"{name:44} {min(times) / CALLS * 1e6:8.2f} us")


def main() -> None:
    keyring = Keyring.generate()
    cipher = field_cipher(keyring, "annotation_examples", "bbox")
    aead, nonce, fernet = AESGCM(os.urandom(32)), os.urandom(12), Fernet(Fernet.generate_key())
    box = [412.5, 233.0, 81.25, 164.0]
    for size in (20, 200, 1000, 4000):
        clear, text = b"x" * size, "x" * size
        binary, envelope = cipher.seal_binary(TEXT, clear), cipher.seal_text(text)
        gcm, token = aead.encrypt(nonce, clear, None), fernet.encrypt(clear)
        print(f"--- {size} bytes, {len(envelope)} stored as text")
        cost("AES-256-GCM alone, open", lambda gcm=gcm: aead.decrypt(nonce, gcm, None))
        cost("Fernet, open", lambda token=token: fernet.decrypt(token))
        cost("envelope, seal", lambda clear=clear: cipher.seal_binary(TEXT, clear))
        cost("envelope, open", lambda binary=binary: cipher.open_binary(binary))
        cost("envelope as text, seal", lambda text=text: cipher.seal_text(text))
        cost("envelope as text, open", lambda envelope=envelope: cipher.open_text(envelope))
    sealed = cipher.seal_json(box)
    print("--- a box as JSON")
    cost("seal_json", lambda: cipher.seal_json(box))
    cost("open_json", lambda: cipher.open_json(sealed))
    cost("make a cipher for a column", lambda: field_cipher(keyring, "labels", "name"))


if __name__ == "__main__":
    main()
