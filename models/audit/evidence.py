"""What is known of the chains apart from them: devices, who vouches for them, signed heads."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from crypto.device_key import device_id_of
from crypto.errors import AlteredError
from models.audit import rows
from models.audit.chain import MAC_SIZE, SIGNED_EVERY, Head, check_endorsement
from models.audit.errors import AuditDamagedError
from models.audit.findings import Finding, Trouble
from models.audit.folder import AuditFolder
from models.audit.seen import SeenHeads


@dataclass(slots=True)
class _Device:
    public_key: bytes
    endorsed_by: bytes | None
    endorsement: bytes | None


@dataclass(slots=True)
class Evidence:
    """What speaks for the chains, or against them.

    Attributes:
        heads: that chains bore once, by device, from the database and the state folder.
        signed_here: those of them that this device signed, and so wrote into the database.
        stored: device and number of each head that the database has.
        vouched: devices for which the first one vouches, itself or through others.
    """

    devices: dict[bytes, _Device] = field(default_factory=dict)
    heads: dict[bytes, list[Head]] = field(default_factory=lambda: defaultdict(list))
    signed_here: list[Head] = field(default_factory=list)
    stored: set[tuple[bytes, int]] = field(default_factory=set)
    vouched: set[bytes] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    remembered: bool = True

    @classmethod
    def gathered(cls, connection: Connection, folder: AuditFolder) -> "Evidence":
        """Return what the database and the state folder tell."""
        evidence = cls()
        seen = evidence._seen(folder)
        evidence.read_devices(connection, root=seen.root)
        for device_id, seq, mac, signature in rows.heads(connection):
            evidence._add_signed(_untrusted_head(device_id, seq, mac, signature), device_id, seq)
            if is_id(device_id) and type(seq) is int:
                evidence.stored.add((device_id, seq))
        evidence.signed_here = folder.signed()
        for head in evidence.signed_here:
            evidence._add_signed(head, head.device_id, head.seq)
        for head in (*seen.newest.values(), *seen.gone):
            evidence.heads[head.device_id].append(head)
        return evidence

    def read_devices(self, connection: Connection, *, root: bytes | None) -> None:
        """Take in the project's devices; `root` is the first as this computer remembers it."""
        for device_id, public_key, endorsed_by, endorsement, _ in rows.devices(connection):
            if not is_id(device_id):
                self.findings.append(Finding.at(Trouble.DEVICE_ALTERED, b"", 0))
            elif not isinstance(public_key, bytes) or device_id_of(public_key) != device_id:
                self.findings.append(Finding.at(Trouble.DEVICE_ALTERED, device_id, 0))
            else:
                self.devices[device_id] = _Device(public_key, endorsed_by, endorsement)
        self.vouched = endorsed_devices(self.devices, root)

    def unsigned(self, device_id: bytes, last: int, macs: dict[int, bytes]) -> list[Finding]:
        """Name the signatures that a chain should bear and does not.

        Those are of every hundredth entry up to the `last`, whoever looks; and where `macs` of its
        entries are what this device once signed, of those. Neighbours are named together.
        """
        wanted = set(range(SIGNED_EVERY, last + 1, SIGNED_EVERY))
        wanted |= {
            head.seq
            for head in self.signed_here
            if head.device_id == device_id and macs.get(head.seq) == head.mac
        }
        stretches: list[list[int]] = []
        before = 0
        for seq in sorted(wanted):
            if (device_id, seq) not in self.stored:
                if stretches and stretches[-1][1] == before:
                    stretches[-1][1] = seq
                else:
                    stretches.append([seq, seq])
            before = seq
        return [
            Finding.at(Trouble.HEAD_MISSING, device_id, first, until=until)
            for first, until in stretches
        ]

    def judged(self, endorsed: Iterable[bytes]) -> list[Finding]:
        """Name devices and endorsements that are gone; `endorsed` are those that entries tell of.

        A device that nobody ever vouched for is told, too.
        """
        devices = self.devices
        endorsed = set(endorsed)
        named = endorsed | {
            device.endorsed_by for device in devices.values() if is_id(device.endorsed_by)
        }
        found = [
            Finding.at(Trouble.DEVICE_MISSING, one, 0)
            for one in sorted(one for one in named if one is not None and one not in devices)
        ]
        for one, device in devices.items():
            by = device.endorsed_by
            if one in endorsed and not (by in devices and _vouches(devices, by, one)):
                found.append(Finding.at(Trouble.ENDORSEMENT_MISSING, one, 0))
            elif one not in self.vouched:
                found.append(Finding.at(Trouble.NOT_ENDORSED, one, 0))
        return found

    def _seen(self, folder: AuditFolder) -> SeenHeads:
        try:
            seen = folder.seen()
        except AuditDamagedError:
            seen = None
        if seen is None or folder.was_altered:
            self.findings.append(Finding.at(Trouble.NOTE_ALTERED, b"", 0))
        self.remembered = bool(seen is not None and seen.newest)
        return seen or SeenHeads()

    def _add_signed(self, head: Head | None, device_id: Any, seq: Any) -> None:
        device = self.devices.get(device_id) if is_id(device_id) else None
        try:
            if head is None:
                raise AlteredError
            # Without its device's row a signature proves nothing; that the row is gone is told.
            if device is not None:
                head.check(device.public_key)
                self.heads[head.device_id].append(head)
        except AlteredError:
            self.findings.append(
                Finding.at(
                    Trouble.HEAD_ALTERED,
                    device_id if is_id(device_id) else b"",
                    seq if type(seq) is int else 0,
                )
            )


def endorsed_devices(devices: dict[bytes, Any], root: bytes | None) -> set[bytes]:
    """Return the devices for which the project's first one vouches, itself or through others.

    `root` is the one that this computer remembers as the first. Without it, the first is the one
    that vouches for itself; where several do, none is believed.
    """
    firsts = _firsts(devices)
    roots = [one for one in firsts if one == root] if root is not None else firsts
    if len(roots) != 1:
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


def endorsing_device(connection: Connection) -> bytes | None:
    """Return the one device that vouches for itself; None where there is none, or several."""
    evidence = Evidence()
    evidence.read_devices(connection, root=None)
    firsts = _firsts(evidence.devices)
    return firsts[0] if len(firsts) == 1 else None


def is_id(untrusted: object) -> bool:
    """Tell whether a value of the database can be a device's id."""
    return isinstance(untrusted, bytes) and len(untrusted) == 16


def _firsts(devices: dict[bytes, Any]) -> list[bytes]:
    """Return the devices that vouch for themselves, and signed that."""
    return [
        one
        for one, device in devices.items()
        if device.endorsed_by == one and _vouches(devices, one, one)
    ]


def _vouches(devices: dict[bytes, Any], endorser: Any, device_id: bytes) -> bool:
    device = devices[device_id]
    try:
        check_endorsement(
            devices[endorser].public_key, device_id, device.public_key, device.endorsement or b""
        )
    except (AlteredError, TypeError):
        return False
    return True


def _untrusted_head(device_id: Any, seq: Any, mac: Any, signature: Any) -> Head | None:
    fits = (
        is_id(device_id)
        and type(seq) is int
        and 0 < seq < 1 << 63
        and isinstance(mac, bytes)
        and len(mac) == MAC_SIZE
        and isinstance(signature, bytes)
    )
    return Head(device_id, seq, mac, signature) if fits else None
