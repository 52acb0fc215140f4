"""Which devices write the log, since when, and which of them belong to the project."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.session.audit.auditing import AuditLog
from models.audit.entry import Moment
from models.audit.evidence import endorsed_devices


@dataclass(frozen=True, slots=True)
class LogDevice:
    """One device.

    Attributes:
        computer, person: what it told of itself; "" and None where that is altered.
        first_seen: when it first noted something, by its own clock.
        endorsed_by: the device that vouched for it; itself, for the project's first.
        belongs: whether the first device vouches for it, itself or through others.
        is_own: it is the one that asks.
    """

    device_id: bytes
    computer: str
    person: UUID | None
    first_seen: Moment | None
    endorsed_by: bytes | None
    belongs: bool
    is_own: bool


def log_devices(audit: AuditLog) -> Sequence[LogDevice]:
    """Return all devices, those that came first at the top; blocks.

    Raises:
        NotAllowedError: the person's role does not allow it.
        DatabaseError, LockedError
    """
    reader = audit.reader()
    known = reader.devices()
    # A key that somebody put into a row vouches for nobody, nor does anybody for it.
    sound = {device_id: one for device_id, one in known.items() if not one.is_altered}
    endorsed = endorsed_devices(sound, audit.first_device())
    found = [
        LogDevice(
            device_id,
            one.computer,
            _person(one.person),
            reader.first_moment(device_id),
            one.endorsed_by,
            belongs=device_id in endorsed,
            is_own=device_id == audit.device_id,
        )
        for device_id, one in known.items()
    ]
    return sorted(found, key=lambda one: one.first_seen.at_us if one.first_seen else 1 << 62)


def _person(told: str) -> UUID | None:
    try:
        return UUID(told)
    except ValueError:
        return None
