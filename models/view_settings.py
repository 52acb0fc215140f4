"""What a person set for looking at clips, from and to its rows.

How a thing is shown, not what it is: whoever writes last is right, and nobody is asked.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from crypto.keyring import Keyring
from crypto.scopes import PROJECT_SCOPE
from models.integrity import StoredValue
from models.tables.view_settings import ViewSettingRow
from models.unit_of_work import UnitOfWork
from models.verified_table import NamedRow, VerifiedTable, uuid_of


@dataclass(frozen=True, slots=True)
class ViewSetting:
    """One setting; a `value` is any JSON value, and what it means is the kind's business.

    Attributes:
        kind: what it is, such as "filter" or "picture"; at most 32 characters.
        clip_id: the clip that it is for, None for all.
        person: whose it is, None for everybody's.
    """

    id: UUID
    kind: str
    value: Any
    clip_id: UUID | None = None
    person: UUID | None = None


class ViewSettingRows:
    """Reads and writes the table inside a transaction of the caller's."""

    def __init__(self, keyring: Keyring) -> None:
        self.table = VerifiedTable(keyring, ViewSettingRow)

    def of_kind(
        self, connection: Connection, kind: str, clip_id: UUID | None
    ) -> tuple[ViewSetting, ...]:
        """Return the settings of a kind, for this clip or, with None, those for all clips."""
        c = self.table.c
        of_clip = c.clip_id.is_(None) if clip_id is None else c.clip_id == clip_id.bytes
        rows = self.table.read_named(connection, c.kind == kind, of_clip)
        return tuple(self._setting(row) for row in rows if not row["deleted"])

    def save(self, work: UnitOfWork, setting: ViewSetting) -> None:
        """Write a setting, new or in the place of the one of its id."""
        row = self._row(work, setting.id)
        values: dict[str, StoredValue] = {
            "kind": setting.kind,
            "clip_id": None if setting.clip_id is None else setting.clip_id.bytes,
            "person": None if setting.person is None else setting.person.bytes,
            "value": self.table.seal_json("value", setting.value),
        }
        if row is None:
            work.insert(self.table, {"id": setting.id.bytes, **values})
        else:
            work.replace(self.table, row, values)

    def delete(self, work: UnitOfWork, setting_id: UUID) -> None:
        """Delete a setting; one that is not there may be deleted too."""
        row = self._row(work, setting_id)
        if row is not None and not row["deleted"]:
            work.bury(self.table, row)

    def discard(self, work: UnitOfWork, kind: str, clip_id: UUID) -> None:
        """Delete all settings of a kind for a clip, also altered ones that nothing can read.

        Nothing of these rows is believed, and nothing of them is left.
        """
        c = self.table.c
        those = self.table.select(c.kind == kind, c.clip_id == clip_id.bytes)
        nobodys = {"person": None, "scope_id": PROJECT_SCOPE}
        for row in work.connection.execute(those.with_for_update()).all():
            work.bury(self.table, {**self.table.named(tuple(row)), **nobodys})

    def _row(self, work: UnitOfWork, setting_id: UUID) -> NamedRow | None:
        c = self.table.c
        found = self.table.read_named(work.connection, c.id == setting_id.bytes, lock=True)
        return found[0] if found else None

    def _setting(self, row: NamedRow) -> ViewSetting:
        with self.table.naming(row["id"]):
            return ViewSetting(
                uuid_of(row["id"]),
                row["kind"],
                self.table.open_json(row, "value"),
                clip_id=None if row["clip_id"] is None else uuid_of(row["clip_id"]),
                person=None if row["person"] is None else uuid_of(row["person"]),
            )
