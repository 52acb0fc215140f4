"""Labels from and to their rows."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Connection

from crypto.keyring import Keyring
from models.annotation.label_attributes import AttributeKind, AttributeSpec
from models.annotation.labels import Label
from models.errors import StaleRevisionError
from models.integrity import StoredValue
from models.tables.labels import LabelRow
from models.unit_of_work import UnitOfWork
from models.verified_table import NamedRow, VerifiedTable, uuid_of


class LabelRows:
    """Reads and writes the table of labels inside a transaction of the caller's."""

    def __init__(self, keyring: Keyring) -> None:
        self.table = VerifiedTable(keyring, LabelRow)

    def all(
        self, connection: Connection, *, tagged_only: bool = False
    ) -> tuple[tuple[Label, ...], dict[UUID, int]]:
        """Return the labels by position, and their revisions.

        With `tagged_only`, rows of the older system that wait for their migration are passed over.
        """
        only = [self.table.c.row_tag.is_not(None)] if tagged_only else []
        rows = [row for row in self.table.read_named(connection, *only) if not row["deleted"]]
        labels = sorted(map(self.label, rows), key=lambda label: (label.position, label.id))
        return tuple(labels), _revisions(rows)

    def save(
        self, work: UnitOfWork, labels: Sequence[Label], *, seen: Mapping[UUID, int]
    ) -> tuple[frozenset[UUID], dict[UUID, int]]:
        """Write what differs; return the ids of the labels that end, and the new revisions.

        `seen` are the revisions of all labels when the caller read them.

        Raises:
            StaleRevisionError: they are not what the caller saw.
        """
        rows = {uuid_of(row["id"]): row for row in self.table.read_named(work.connection)}
        live = {key: row for key, row in rows.items() if not row["deleted"]}
        now = _revisions(live.values())
        if now != dict(seen):
            changed = dict(now.items() ^ dict(seen).items())
            author = next((live[key]["updated_by"] for key in changed if key in live), None)
            known = None if author is None else uuid_of(author)
            raise StaleRevisionError(self.table.name, changed, known)
        for label in labels:
            row = rows.get(label.id)
            if row is None:
                work.insert(self.table, {"id": label.id.bytes, **self._values(label)})
                now[label.id] = 1
            elif row["deleted"] or self.label(row) != label:
                now[label.id] = work.replace(self.table, row, self._values(label))
        ended = live.keys() - {label.id for label in labels}
        for label_id in ended:
            work.bury(self.table, live[label_id])
            del now[label_id]
        return frozenset(ended), now

    def _values(self, label: Label) -> dict[str, StoredValue]:
        return {
            "name": self.table.seal_text("name", label.name),
            "color": label.color,
            "digit": label.digit,
            "position": label.position,
            "attributes": self.table.seal_json(
                "attributes", [_spec_json(spec) for spec in label.attributes] or None
            ),
        }

    def label(self, row: NamedRow) -> Label:
        """Return the label that a row holds.

        Raises:
            RowAlteredError: its values are not what Safelight writes.
        """
        with self.table.naming(row["id"]):
            return Label(
                uuid_of(row["id"]),
                self.table.open_text(row, "name") or "",
                row["color"],
                digit=row["digit"],
                position=row["position"],
                attributes=_read_specs(self.table.open_json(row, "attributes")),
            )


def _spec_json(spec: AttributeSpec) -> dict[str, object]:
    return {
        "id": spec.id.hex,
        "name": spec.name,
        "kind": str(spec.kind),
        "options": list(spec.options),
        "default": spec.default,
        "mutable": spec.mutable,
    }


def _read_specs(stored: object) -> tuple[AttributeSpec, ...]:
    """Read what a row holds.

    Raises:
        ValueError, TypeError, KeyError: it is not what `_spec_json` writes.
    """
    if stored is None:
        return ()
    if not isinstance(stored, list):
        raise TypeError("a label's attributes are a list")
    return tuple(
        AttributeSpec(
            UUID(item["id"]),
            str(item["name"]),
            AttributeKind(item["kind"]),
            options=tuple(map(str, item["options"])),
            default=str(item["default"]),
            mutable=bool(item["mutable"]),
        )
        for item in stored
    )


def _revisions(rows: Iterable[NamedRow]) -> dict[UUID, int]:
    return {uuid_of(row["id"]): row["revision"] for row in rows}
