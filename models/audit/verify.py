"""Finds and names what was done to the audit log from outside.

Reads one state of the database from its first to its last row. 100,000 entries take about a
second: their MACs are checked, their bodies stay sealed unless something does not fit.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from crypto.device_key import device_id_of
from crypto.errors import AlteredError, DecryptionError, UnknownKeyError
from crypto.field import FieldCipher, field_cipher
from crypto.keyring import Keyring
from models.audit import rows
from models.audit.chain import MAC_SIZE, ChainKeys, Head, check_endorsement
from models.audit.chain_check import ChainCheck, Place
from models.audit.entry import entry_of
from models.audit.errors import AuditDamagedError, AuditFormatError
from models.audit.findings import Finding, Report, Trouble
from models.audit.folder import AuditFolder
from models.audit.opening import opened_form
from models.audit.seen import SeenHeads

_TOLD_EVERY = 1000


@dataclass(slots=True)
class _Device:
    public_key: bytes
    endorsed_by: bytes | None
    endorsement: bytes | None


@dataclass(slots=True)
class _Evidence:
    """What is known of the chains apart from the chains themselves."""

    devices: dict[bytes, _Device] = field(default_factory=dict)
    heads: dict[bytes, list[Head]] = field(default_factory=lambda: defaultdict(list))
    findings: list[Finding] = field(default_factory=list)
    remembered: bool = True


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
    evidence = _gather(connection, folder)
    place_of = opener(field_cipher(keyring, "audit_entries", "body"))
    chains = {one for one in rows.chain_ids(connection) if _is_id(one)}
    every = sorted(chains | evidence.heads.keys())
    total, done = rows.count_entries(connection), 0
    for device_id in every:
        heads = evidence.heads.get(device_id, [])
        check = ChainCheck(ChainKeys(keyring, device_id), place_of, {head.seq for head in heads})
        with closing(rows.chain(connection, device_id)) as entries:
            for entry in entries:
                check.take(entry)
                done += 1
                if not done % _TOLD_EVERY:
                    progress(done, total)
                    if cancelled():
                        found = (*evidence.findings, *check.findings(()))
                        return Report(done, len(chains), found, complete=False)
        evidence.findings += check.findings(heads)
        if device_id not in evidence.devices:
            evidence.findings.append(Finding.at(Trouble.DEVICE_MISSING, device_id, 0))
    progress(done, max(total, done))
    return Report(done, len(chains), tuple(evidence.findings), remembered=evidence.remembered)


def _gather(connection: Connection, folder: AuditFolder) -> _Evidence:
    evidence = _Evidence()
    seen = _seen(folder, evidence)
    _read_devices(connection, evidence, root=seen.root)
    for device_id, seq, mac, signature in rows.heads(connection):
        _add_signed(evidence, _untrusted_head(device_id, seq, mac, signature), device_id, seq)
    for head in folder.signed():
        _add_signed(evidence, head, head.device_id, head.seq)
    for head in (*seen.newest.values(), *seen.gone):
        evidence.heads[head.device_id].append(head)
    return evidence


def _seen(folder: AuditFolder, evidence: _Evidence) -> SeenHeads:
    try:
        seen = folder.seen()
    except AuditDamagedError:
        seen = None
    if seen is None or folder.was_altered:
        evidence.findings.append(Finding.at(Trouble.NOTE_ALTERED, b"", 0))
    evidence.remembered = bool(seen is not None and seen.newest)
    return seen or SeenHeads()


def _read_devices(connection: Connection, evidence: _Evidence, *, root: bytes | None) -> None:
    for device_id, public_key, endorsed_by, endorsement, _ in rows.devices(connection):
        if not _is_id(device_id):
            evidence.findings.append(Finding.at(Trouble.DEVICE_ALTERED, b"", 0))
        elif not isinstance(public_key, bytes) or device_id_of(public_key) != device_id:
            evidence.findings.append(Finding.at(Trouble.DEVICE_ALTERED, device_id, 0))
        else:
            evidence.devices[device_id] = _Device(public_key, endorsed_by, endorsement)
    vouched = endorsed_devices(evidence.devices, root)
    evidence.findings += [
        Finding.at(Trouble.NOT_ENDORSED, device_id, 0)
        for device_id in evidence.devices
        if device_id not in vouched
    ]


def endorsed_devices(devices: dict[bytes, Any], root: bytes | None) -> set[bytes]:
    """Return the devices for which the project's first one vouches, itself or through others.

    `root` is the one that this computer remembers as the first. Without it, the first is the one
    that vouches for itself; where several do, none is believed.
    """
    firsts = [one for one, device in devices.items() if device.endorsed_by == one]
    roots = [one for one in firsts if one == root] if root is not None else firsts
    if len(roots) != 1 or not _vouches(devices, roots[0], roots[0]):
        return set()
    vouched, waiting = {roots[0]}, set(devices) - {roots[0]}
    grew = True
    while grew:
        more = {
            one
            for one in waiting
            if devices[one].endorsed_by in vouched
            and _vouches(devices, devices[one].endorsed_by, one)
        }
        grew, vouched, waiting = bool(more), vouched | more, waiting - more
    return vouched


def _vouches(devices: dict[bytes, Any], endorser: bytes, device_id: bytes) -> bool:
    device = devices[device_id]
    try:
        check_endorsement(
            devices[endorser].public_key, device_id, device.public_key, device.endorsement or b""
        )
    except AlteredError:
        return False
    return True


def _add_signed(evidence: _Evidence, head: Head | None, device_id: Any, seq: Any) -> None:
    device = evidence.devices.get(device_id) if _is_id(device_id) else None
    try:
        if head is None:
            raise AlteredError
        # Without its device's row a signature proves nothing; that the row is gone is told anyway.
        if device is not None:
            head.check(device.public_key)
            evidence.heads[head.device_id].append(head)
    except AlteredError:
        evidence.findings.append(
            Finding.at(
                Trouble.HEAD_ALTERED,
                device_id if _is_id(device_id) else b"",
                seq if type(seq) is int else 0,
            )
        )


def _untrusted_head(device_id: Any, seq: Any, mac: Any, signature: Any) -> Head | None:
    fits = (
        _is_id(device_id)
        and type(seq) is int
        and 0 < seq < 1 << 63
        and isinstance(mac, bytes)
        and len(mac) == MAC_SIZE
        and isinstance(signature, bytes)
    )
    return Head(device_id, seq, mac, signature) if fits else None


def opener(cipher: FieldCipher) -> Callable[[bytes], Place | None]:
    """Return what opens a body with this cipher and tells where it belongs."""

    def place_of(body: bytes) -> Place | None:
        try:
            entry = entry_of(opened_form(cipher, body))
        except (DecryptionError, UnknownKeyError, AuditFormatError):
            return None
        return entry.device_id, entry.seq

    return place_of


def _is_id(untrusted: object) -> bool:
    return isinstance(untrusted, bytes) and len(untrusted) == 16


def endorsing_device(connection: Connection) -> bytes | None:
    """Return the one device that vouches for itself; None where there is none, or several."""
    evidence = _Evidence()
    _read_devices(connection, evidence, root=None)
    firsts = [one for one, device in evidence.devices.items() if device.endorsed_by == one]
    return firsts[0] if len(firsts) == 1 else None


def still_there(connection: Connection, heads: Iterable[Head]) -> dict[Head, bool]:
    """Tell of each head whether the database bears it."""
    told = {}
    for head in heads:
        found = rows.page_before(connection, head.device_id, head.seq + 1, 1)
        told[head] = bool(found) and found[0][:2] == (head.seq, head.mac)
    return told
