"""The older system's four functions."""


def encrypt_bytes(data: bytes) -> bytes:
    raise NotImplementedError


def decrypt_bytes(data: bytes) -> bytes:
    raise NotImplementedError


def encrypt_string(text: str) -> str:
    raise NotImplementedError


def decrypt_string(text: str) -> str:
    raise NotImplementedError
