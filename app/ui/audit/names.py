"""By which names people, clips and devices stand in the audit log's window. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from PySide6.QtCore import QCoreApplication

# The translators' tool knows this name.
translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Names:
    """Names by id; who or what is not among them is called by the start of the id.

    own_device: this computer.
    """

    people: Mapping[UUID, str] = field(default_factory=dict)
    clips: Mapping[UUID, str] = field(default_factory=dict)
    devices: Mapping[bytes, str] = field(default_factory=dict)
    own_device: bytes = b""

    def person(self, person: UUID) -> str:
        return self.people.get(person) or _short(person.hex)

    def clip(self, clip_id: UUID) -> str:
        name = self.clips.get(clip_id)
        if name is None:
            return translate("Audit", "deleted clip {0}").format(_short(clip_id.hex))
        return name

    def device(self, device_id: bytes) -> str:
        """Return the computer's name and the start of the device's id."""
        if not device_id:
            return translate("Audit", "this computer")
        name = self.devices.get(device_id, "")
        short = _short(device_id.hex())
        text = f"{name} · {short}" if name else short
        if device_id == self.own_device:
            return translate("Audit", "{0} (this one)").format(text)
        return text


def _short(digits: str) -> str:
    return digits[:8]
