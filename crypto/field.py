"""Field envelopes."""

from .keyring import Keyring
from .scopes import PROJECT_SCOPE
from .secret import BytesLike

JsonValue = None | bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"]


class FieldCipher:
    def __init__(
        self, keyring: Keyring, table: str, column: str, *, scope_id: bytes = PROJECT_SCOPE
    ) -> None:
        raise NotImplementedError

    def seal_text(self, cleartext: str) -> str:
        raise NotImplementedError

    def seal_json(self, cleartext: object) -> str:
        raise NotImplementedError

    def seal_bytes(self, cleartext: BytesLike) -> str:
        raise NotImplementedError

    def open(self, envelope: str) -> object:
        raise NotImplementedError

    def open_text(self, envelope: str) -> str:
        raise NotImplementedError

    def open_json(self, envelope: str) -> object:
        raise NotImplementedError

    def open_bytes(self, envelope: str) -> bytes:
        raise NotImplementedError

    def seal_binary(self, type_byte: int, cleartext: BytesLike) -> bytes:
        raise NotImplementedError

    def open_binary(self, envelope: BytesLike) -> tuple[int, bytes]:
        raise NotImplementedError


def field_cipher(
    keyring: Keyring, table: str, column: str, *, scope_id: bytes = PROJECT_SCOPE
) -> FieldCipher:
    return FieldCipher(keyring, table, column, scope_id=scope_id)


def blind_index(
    keyring: Keyring, table: str, column: str, value: str, *, scope_id: bytes = PROJECT_SCOPE
) -> bytes:
    raise NotImplementedError
