"""The keys of a project, unlocked and in memory."""

from types import TracebackType
from typing import Self

from .policy import ReadPolicy
from .scopes import PROJECT_SCOPE
from .secret import BytesLike, SecretKey


class Keyring:
    """One primary data key, retired ones that only decrypt, and scopes handed out alone.

    Safe to use from several threads. The keys that it returns are its own: they are wiped when
    the keyring is closed, so do not close them and do not keep them.
    """

    @classmethod
    def from_data_key(
        cls, key: SecretKey | BytesLike, *, read_policy: ReadPolicy = ReadPolicy.AUTHENTICATED
    ) -> Self:
        raise NotImplementedError

    @classmethod
    def generate(cls, *, read_policy: ReadPolicy = ReadPolicy.AUTHENTICATED) -> Self:
        raise NotImplementedError

    @property
    def read_policy(self) -> ReadPolicy:
        raise NotImplementedError

    @property
    def generation(self) -> int:
        raise NotImplementedError

    @property
    def primary_id(self) -> bytes:
        raise NotImplementedError

    @property
    def short_id(self) -> str:
        raise NotImplementedError

    def ids(self) -> tuple[bytes, ...]:
        raise NotImplementedError

    def clip_key(self, key_id: bytes, scope_id: bytes) -> SecretKey:
        raise NotImplementedError

    def field_root(
        self, scope_id: bytes = PROJECT_SCOPE, *, root_id: bytes | None = None
    ) -> SecretKey:
        raise NotImplementedError

    def raw_key(self, key_id: bytes | None = None) -> SecretKey:
        raise NotImplementedError

    def row_tag_key(
        self, scope_id: bytes = PROJECT_SCOPE, *, root_id: bytes | None = None
    ) -> tuple[bytes, SecretKey]:
        raise NotImplementedError

    @property
    def closed(self) -> bool:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _value: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()
