r"""The keys of a project, unlocked and in memory.

===================  ====================================================================
data key             32 random bytes; its id is X(DK, "safelight/key-id/v1", 16)
clip key             X(DK, "safelight/clip-key/v1\0" ‖ scope id, 32)
field root FR        X(DK, "safelight/field-root/v1\0" ‖ scope id, 32)
row tag key          X(FR, "safelight/row/v1\0", 32)
===================  ====================================================================

Rules:
- The first data key is the primary: it seals. Retired ones only open.
- A keyring may hold single scopes without their data key (a field laptop): then it knows that
  scope's clip key and field root, and nothing else of the data key.
- A key is found by its id before anything is decrypted, so a wrong key is told apart from damage.
- Derived keys are cached and belong to the keyring; :meth:`Keyring.close` wipes them all.
"""

import secrets
import threading
import weakref
from collections.abc import Iterable
from types import TracebackType
from typing import NoReturn, Protocol, Self

from .errors import InvalidKeyFormatError, LockedError, UnknownKeyError
from .kdf import expand, key_id
from .policy import ReadPolicy
from .scope_keys import ScopeKeys, derive_scope
from .scopes import PROJECT_SCOPE
from .secret import BytesLike, SecretKey

DATA_KEY_SIZE = 32
_ROW_TAG_INFO = b"safelight/row/v1\0"


class Closeable(Protocol):
    """Something that holds keys of a keyring and drops them on ``close``, from any thread."""

    def close(self) -> None: ...


class Keyring:
    """One primary data key, retired ones that only open, and scopes handed out alone.

    Safe to use from several threads. The keys that it returns are its own: they are wiped when
    the keyring is closed, so do not close them and do not keep them.

    Args:
        data_keys: the primary first; each becomes the keyring's own. May be empty when ``scopes``
            is not; the first scope's data key then counts as the primary.
        scopes: scope entries whose data key is not here.
        device_seeds: of the devices whose keys lie in the keyring file; they become its own.
        read_policy: which forms may be read.
        generation: of the keyring file that this came from, or 0.
    """

    def __init__(
        self,
        data_keys: Iterable[SecretKey],
        scopes: Iterable[ScopeKeys] = (),
        *,
        device_seeds: Iterable[SecretKey] = (),
        read_policy: ReadPolicy = ReadPolicy.AUTHENTICATED,
        generation: int = 0,
    ) -> None:
        self._lock = threading.RLock()
        self._closed = False
        self._data_keys: dict[bytes, SecretKey] = {}
        self._scopes: dict[tuple[bytes, bytes], ScopeKeys] = {}
        self._row_tag_keys: dict[bytes, SecretKey] = {}
        self._dependents: weakref.WeakSet[Closeable] = weakref.WeakSet()
        for key in data_keys:
            if len(key) != DATA_KEY_SIZE:
                raise InvalidKeyFormatError("A data key is 32 bytes long")
            self._data_keys[key_id(key)] = key
        for scope in scopes:
            self._scopes[scope.key_id, scope.scope_id] = scope
        self._ids = tuple(
            dict.fromkeys([*self._data_keys, *(data_key_id for data_key_id, _ in self._scopes)])
        )
        if not self._ids:
            raise InvalidKeyFormatError("A keyring needs a key")
        self._handed_out = tuple(self._scopes.values())
        self._device_seeds = tuple(device_seeds)
        self._read_policy = read_policy
        self._generation = generation

    @classmethod
    def from_data_key(
        cls, key: SecretKey | BytesLike, *, read_policy: ReadPolicy = ReadPolicy.AUTHENTICATED
    ) -> Self:
        """Return a keyring of one data key, which is copied.

        Raises:
            InvalidKeyFormatError: the key is not 32 bytes long.
        """
        material = key.view() if isinstance(key, SecretKey) else key
        return cls([SecretKey(material)], read_policy=read_policy)

    @classmethod
    def generate(cls, *, read_policy: ReadPolicy = ReadPolicy.AUTHENTICATED) -> Self:
        """Return a keyring of one new random data key."""
        fresh = bytearray(secrets.token_bytes(DATA_KEY_SIZE))
        return cls([SecretKey.taking(fresh)], read_policy=read_policy)

    @property
    def read_policy(self) -> ReadPolicy:
        """Which forms may be read with this keyring."""
        return self._read_policy

    @property
    def generation(self) -> int:
        """Counts the versions of the keyring file; 0 where there is none."""
        return self._generation

    @property
    def primary_id(self) -> bytes:
        """The 16-byte id of the data key that seals."""
        return self._ids[0]

    @property
    def short_id(self) -> str:
        """The primary's id as people see it, such as ``3f2a 91c0``."""
        start = self.primary_id[:4].hex()
        return f"{start[:4]} {start[4:]}"

    def ids(self) -> tuple[bytes, ...]:
        """Return the ids of all data keys, the primary first."""
        return self._ids

    def data_keys(self) -> tuple[SecretKey, ...]:
        """Return the data keys themselves, the primary first; only keyring files need them."""
        with self._lock:
            self.require_open()
            return tuple(self._data_keys.values())

    def handed_out_scopes(self) -> tuple[ScopeKeys, ...]:
        """Return the scope entries that came without their data key."""
        with self._lock:
            self.require_open()
            return self._handed_out

    def device_seeds(self) -> tuple[SecretKey, ...]:
        """Return the seeds of the device keys that lie in the keyring file; see `device_key`."""
        with self._lock:
            self.require_open()
            return self._device_seeds

    def clip_key(self, key_id: bytes, scope_id: bytes) -> SecretKey:
        """Return the key of all clips of a scope that the data key ``key_id`` sealed.

        Raises:
            UnknownKeyError: neither the data key nor that scope of it is here.
            LockedError: the keyring is closed.
        """
        return self._scope_keys(key_id, scope_id).clip_key

    def field_root(
        self, scope_id: bytes = PROJECT_SCOPE, *, root_id: bytes | None = None
    ) -> SecretKey:
        """Return a scope's field root: the primary's, or the one that ``root_id`` (8 bytes) names.

        Raises:
            UnknownKeyError: no key here has that root.
            LockedError: the keyring is closed.
        """
        return self._scope_keys_by_root(scope_id, root_id).field_root

    def raw_key(self, key_id: bytes | None = None) -> SecretKey:
        """Return a data key itself, the primary by default. Only raw CBC uses it as a key.

        Raises:
            UnknownKeyError: that data key is not here.
            LockedError: the keyring is closed.
        """
        wanted = self.primary_id if key_id is None else key_id
        with self._lock:
            self.require_open()
            key = self._data_keys.get(wanted)
        if key is None:
            raise UnknownKeyError(wanted)
        return key

    def row_tag_key(
        self, scope_id: bytes = PROJECT_SCOPE, *, root_id: bytes | None = None
    ) -> tuple[bytes, SecretKey]:
        """Return the first 8 bytes of a field root's id and the key of the row tags under it.

        Without ``root_id`` it is the primary's, which new tags use.

        Raises:
            UnknownKeyError: no key here has that root.
            LockedError: the keyring is closed.
        """
        with self._lock:
            scope = self._scope_keys_by_root(scope_id, root_id)
            key = self._row_tag_keys.get(scope.root_id)
            if key is None:
                key = expand(scope.field_root, _ROW_TAG_INFO, 32)
                self._row_tag_keys[scope.root_id] = key
            return scope.root_id, key

    def root_id(self, scope_id: bytes = PROJECT_SCOPE) -> bytes:
        """Return the 8 bytes by which envelopes name the primary's field root of a scope."""
        return self._scope_keys(self.primary_id, scope_id).root_id

    @property
    def closed(self) -> bool:
        """Whether the keys are wiped. What holds cipher objects must drop them then."""
        return self._closed

    def require_open(self) -> None:
        """Raise ``LockedError`` when the keyring is closed."""
        if self._closed:
            raise LockedError

    def close_with(self, dependent: Closeable) -> None:
        """Close ``dependent`` when the keyring is closed; it is not kept alive for that."""
        with self._lock:
            self.require_open()
            self._dependents.add(dependent)

    def close(self) -> None:
        """Wipe every key. Closing twice is fine."""
        with self._lock:
            self._closed = True
            for dependent in tuple(self._dependents):
                dependent.close()
            for key in (
                *self._data_keys.values(),
                *self._row_tag_keys.values(),
                *self._device_seeds,
            ):
                key.close()
            for scope in (*self._scopes.values(), *self._handed_out):
                scope.clip_key.close()
                scope.field_root.close()
            self._data_keys.clear()
            self._scopes.clear()
            self._row_tag_keys.clear()
            self._handed_out = ()
            self._device_seeds = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _value: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        if not hasattr(self, "_ids"):
            # A traceback may show an instance whose constructor raised.
            return "<Keyring, not made>"
        state = "closed" if self._closed else f"{len(self._ids)} key(s)"
        return f"<Keyring {self.short_id}, {state}>"

    def __reduce_ex__(self, _protocol: object) -> NoReturn:
        raise TypeError("a keyring is neither copied nor pickled")

    def _scope_keys(self, data_key_id: bytes, scope_id: bytes) -> ScopeKeys:
        with self._lock:
            self.require_open()
            scope = self._scopes.get((data_key_id, scope_id))
            if scope is None:
                data_key = self._data_keys.get(data_key_id)
                if data_key is None:
                    raise UnknownKeyError(data_key_id)
                scope = derive_scope(data_key, scope_id)
                self._scopes[data_key_id, scope_id] = scope
            return scope

    def _scope_keys_by_root(self, scope_id: bytes, root_id: bytes | None) -> ScopeKeys:
        if root_id is None:
            return self._scope_keys(self.primary_id, scope_id)
        with self._lock:
            for data_key_id in self._ids:
                if data_key_id in self._data_keys or (data_key_id, scope_id) in self._scopes:
                    scope = self._scope_keys(data_key_id, scope_id)
                    if scope.root_id == root_id:
                        return scope
            self.require_open()
        raise UnknownKeyError(root_id)
