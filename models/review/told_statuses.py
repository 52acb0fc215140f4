"""Where the boxes of a clip stand in review, as their rows tell it now."""

from collections.abc import Collection, Iterable
from uuid import UUID

from models.access import StoreAccess
from models.annotation.track import Status
from models.tables.examples import ExampleRow
from models.verified_table import Row, VerifiedTable, uuid_of

_MOST_ONE_BY_ONE = 2_000


class ToldStatuses:
    """Every method blocks, and returns statuses by the id of the keyframe or single-frame box.

    Raises (from every method): see `ProjectStore`.
    """

    def __init__(self, access: StoreAccess) -> None:
        self._access = access
        self._table = VerifiedTable(access.keyring, ExampleRow)

    def of_objects(self, clip_id: UUID, object_ids: Collection[UUID]) -> dict[UUID, Status]:
        """Return those of some objects of a clip."""
        if len(object_ids) > _MOST_ONE_BY_ONE:
            return self.of_clip(clip_id)
        ids = [one.bytes for one in object_ids]
        with self._access.reading() as connection:
            return self._told(
                row
                for column in ("track_id", "box_id")
                for row in self._table.rows_of(connection, column, ids)
            )

    def of_clip(self, clip_id: UUID) -> dict[UUID, Status]:
        """Return those of all objects of a clip."""
        c = self._table.c
        with self._access.reading() as connection:
            return self._told(
                self._table.read(connection, c.clip_id == clip_id.bytes, c.deleted == 0)
            )

    def _told(self, rows: Iterable[Row]) -> dict[UUID, Status]:
        at = self._table.at
        return {
            uuid_of(row[at["id"]]): Status(row[at["status"]])
            for row in rows
            if not row[at["deleted"]]
        }
