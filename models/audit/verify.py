"""Finds and names what was done to the audit log from outside.

Reads one state of the database from its first to its last row. 100,000 entries take about a second
of a core: their MACs are checked, and the bodies are opened for the devices that they vouch for. A
device whose row, chain and signatures are all deleted is missed by that.
"""

from collections.abc import Callable, Iterable
from contextlib import closing
from typing import Any

from sqlalchemy import Connection

from crypto.errors import DecryptionError, UnknownKeyError
from crypto.field import FieldCipher, field_cipher
from crypto.keyring import Keyring
from models.audit import rows
from models.audit.chain import ChainKeys, Head
from models.audit.chain_check import ChainCheck, Place
from models.audit.entry import Kind, entry_of
from models.audit.errors import AuditFormatError
from models.audit.evidence import Evidence, is_id
from models.audit.findings import Finding, Report, Trouble
from models.audit.folder import AuditFolder
from models.audit.opening import opened_form

_TOLD_EVERY = 1000
# How a body tells that it vouches for a device, as `writer.json_bytes` writes it.
_ENDORSES = f'"{Kind.DEVICE_ENDORSED.value}"'.encode()


def verify(
    connection: Connection,
    keyring: Keyring,
    folder: AuditFolder,
    *,
    progress: Callable[[int, int], object] = lambda _done, _all: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Report:
    """Check all chains; `progress` is told entries done and entries in all.

    Raises:
        LockedError: the keyring was closed meanwhile.
        DatabaseError: the database cannot be read.
    """
    evidence = Evidence.gathered(connection, folder)
    cipher = field_cipher(keyring, "audit_entries", "body")
    place_of, endorsed = opener(cipher), set[bytes]()
    chains = {one for one in rows.chain_ids(connection) if is_id(one)}
    total, done = rows.count_entries(connection), 0
    found = evidence.findings
    for device_id in sorted(chains | evidence.heads.keys()):
        heads = evidence.heads.get(device_id, [])
        check = ChainCheck(ChainKeys(keyring, device_id), place_of, {head.seq for head in heads})
        with closing(rows.chain(connection, device_id)) as entries:
            for entry in entries:
                check.take(entry)
                _add_endorsed(cipher, entry[2], endorsed)
                done += 1
                if not done % _TOLD_EVERY:
                    progress(done, total)
                    if cancelled():
                        told = (*found, *check.findings(()))
                        return Report(done, len(chains), told, complete=False)
        found += check.findings(heads)
        found += evidence.unsigned(device_id, check.last, check.mac_at)
        if device_id not in evidence.devices:
            found.append(Finding.at(Trouble.DEVICE_MISSING, device_id, 0))
    found += [one for one in evidence.judged(endorsed) if one not in found]
    progress(done, max(total, done))
    return Report(done, len(chains), tuple(found), remembered=evidence.remembered)


def _add_endorsed(cipher: FieldCipher, body: Any, endorsed: set[bytes]) -> None:
    """Add the device that an entry vouches for; what does not open, the chain's check names."""
    try:
        _, cleartext = cipher.open_binary(body)
        if _ENDORSES not in cleartext:
            return
        event = entry_of(opened_form(cipher, body)).event
        if event.kind is Kind.DEVICE_ENDORSED:
            endorsed.add(bytes.fromhex(event.detail["device"]))
    except (DecryptionError, UnknownKeyError, AuditFormatError, KeyError, TypeError, ValueError):
        return


def opener(cipher: FieldCipher) -> Callable[[bytes], Place | None]:
    """Return what opens a body with this cipher and tells where it belongs."""

    def place_of(body: bytes) -> Place | None:
        try:
            entry = entry_of(opened_form(cipher, body))
        except (DecryptionError, UnknownKeyError, AuditFormatError):
            return None
        return entry.device_id, entry.seq

    return place_of


def still_there(connection: Connection, heads: Iterable[Head]) -> dict[Head, bool]:
    """Tell of each head whether the database bears it."""
    told = {}
    for head in heads:
        found = rows.page_before(connection, head.device_id, head.seq + 1, 1)
        told[head] = bool(found) and found[0][:2] == (head.seq, head.mac)
    return told
