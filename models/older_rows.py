"""What a row of the older system becomes: the values that it holds once it is taken over.

- A value that is an envelope already stays as it is, all others are sealed anew.
- What the older system did not know of a row is filled in where the table allows it to be missing.
- In the end the row is read as everybody will read it: what nobody could open is never written.
"""

from collections import Counter
from uuid import UUID

from sqlalchemy import Connection, func, select

from crypto.keyring import Keyring
from crypto.policy import ReadPolicy
from crypto.scopes import PROJECT_SCOPE
from models.annotation_rows import AnnotationRows
from models.clip_rows import ClipRows
from models.errors import RowAlteredError
from models.integrity import StoredValue
from models.label_rows import LabelRows
from models.older_fields import (
    RULES,
    FieldForm,
    UnreadableFieldError,
    form_of,
    label_id_of,
    open_field,
    seal_field,
)
from models.verified_table import NamedRow, VerifiedTable, uuid_of

_NOT_SO = "it is not what the column holds"

Opened = dict[str, tuple[FieldForm, object]]
"""By column, the form and the cleartext of what is not NULL."""


class RefusedRowError(Exception):
    """A row cannot be taken over; the message says why and holds nothing of the row.

    column: of the value at fault; "" where it is the whole row.
    """

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


class OlderRows:
    """Converts rows, and remembers what the rows of one run share.

    Attributes:
        counted: the values that were seen, by table, column and form.
    """

    def __init__(self, keyring: Keyring) -> None:
        self.clips = ClipRows(keyring)
        self.labels = LabelRows(keyring)
        self.annotations = AnnotationRows(keyring)
        # Labels before what names them.
        self.tables = (
            self.labels.table,
            self.clips.table,
            self.annotations.tracks,
            self.annotations.examples,
        )
        self.counted: Counter[tuple[str, str, FieldForm]] = Counter()
        self._keyring = keyring
        self._ids_by_name: dict[str, UUID] = {}
        self._numbers: dict[bytes, int] = {}
        self._event_indexes: set[bytes] = set()

    def learn_labels(self, connection: Connection) -> None:
        """Read the labels that are there already: older objects may name them."""
        there, _ = self.labels.all(connection, tagged_only=True)
        self._ids_by_name = {label.name.casefold(): label.id for label in there}

    def values(
        self, connection: Connection, table: VerifiedTable, row: NamedRow
    ) -> dict[str, StoredValue]:
        """Return the columns that change when a row is taken over, sealed.

        Raises:
            RefusedRowError
            LockedError: the keyring is closed.
        """
        opened, unreadable = self._opened(table, row)
        if not self._keyring.read_policy.allows(ReadPolicy.RAW_CBC):
            raise RefusedRowError("", "the read policy allows no rows without a tag")
        _require_clear_columns(table, row)
        if row["updated_by"] is not None:
            raise RefusedRowError("row_tag", "it bore a tag once, which was taken away")
        # The older system knows no scopes.
        values: dict[str, StoredValue] = {"scope_id": PROJECT_SCOPE}
        if row["deleted"]:
            return values
        if unreadable is not None:
            raise unreadable
        for column, (form, value) in opened.items():
            if form is not FieldForm.ENVELOPE:
                kind = RULES[table.name][column].kind
                values[column] = seal_field(value, kind, table.ciphers[column])
        self._complete(connection, table, row, opened, values)
        self._require_whole(table, {**row, **values})
        if table is self.labels.table:
            self._ids_by_name[str(opened["name"][1]).casefold()] = id_of(row)
        return values

    def _opened(self, table: VerifiedTable, row: NamedRow) -> tuple[Opened, RefusedRowError | None]:
        """Open and count all that a row has; return also the first that does not open."""
        opened: Opened = {}
        refused: RefusedRowError | None = None
        for column, rule in RULES[table.name].items():
            stored = row[column]
            if stored is None:
                continue
            if not isinstance(stored, str):
                refused = refused or RefusedRowError(column, _NOT_SO)
                continue
            form = form_of(stored)
            self.counted[table.name, column, form] += 1
            cipher = table.ciphers[column]
            try:
                value = open_field(stored, form, rule=rule, cipher=cipher, keyring=self._keyring)
                opened[column] = (form, value)
            except UnreadableFieldError as error:
                refused = refused or RefusedRowError(column, str(error))
        return opened, refused

    def _complete(
        self,
        connection: Connection,
        table: VerifiedTable,
        row: NamedRow,
        opened: Opened,
        values: dict[str, StoredValue],
    ) -> None:
        """Add what follows from the values, and what the older system did not know."""
        if "label" in opened:
            self._name_label(table, opened["label"][1], values)
        if table is self.clips.table:
            self._index_clip(connection, row, opened, values)
        elif table is self.annotations.examples and row["track_id"] is None:
            self._complete_box(connection, row, values)

    def _name_label(
        self, table: VerifiedTable, opened: object, values: dict[str, StoredValue]
    ) -> None:
        try:
            label_id = label_id_of(str(opened), self._ids_by_name)
        except UnreadableFieldError as error:
            raise RefusedRowError("label", str(error)) from None
        if label_id != opened:
            values["label"] = table.seal_text("label", label_id)

    def _index_clip(
        self,
        connection: Connection,
        row: NamedRow,
        opened: Opened,
        values: dict[str, StoredValue],
    ) -> None:
        """Set the blind indexes, which follow from what was sealed."""
        clips = self.clips
        if "event_id" not in opened:
            raise RefusedRowError("event_id", "there is none")
        index = clips.index("event_id", str(opened["event_id"][1]))
        taken = select(clips.table.c.id).where(
            clips.table.c.event_index == index,
            clips.table.c.deleted == 0,
            clips.table.c.id != row["id"],
        )
        if index in self._event_indexes or connection.execute(taken).first():
            raise RefusedRowError("event_id", "another clip of the project bears it")
        self._event_indexes.add(index)
        values["event_index"] = index
        _, fingerprint = opened.get("fingerprint", (None, None))
        values["fingerprint_index"] = (
            clips.index("fingerprint", fingerprint.hex())
            if isinstance(fingerprint, bytes)
            else None
        )

    def _complete_box(
        self, connection: Connection, row: NamedRow, values: dict[str, StoredValue]
    ) -> None:
        """Give a single-frame box what the older system did not know of it."""
        if row["box_id"] is None:
            values["box_id"] = row["id"]
        if row["number"] is None:
            values["number"] = self._next_number(connection, row["clip_id"])
        if row["locked"] is None:
            values["locked"] = 0
        if row["box_source"] is None:
            values["box_source"] = row["source"]
        if row["label"] is None:
            raise RefusedRowError("label", "a single-frame box needs one")

    def _next_number(self, connection: Connection, clip_id: bytes) -> int:
        if clip_id not in self._numbers:
            highest = 0
            for table in (self.annotations.tracks, self.annotations.examples):
                of_clip = select(func.max(table.c.number)).where(table.c.clip_id == clip_id)
                highest = max(highest, connection.scalar(of_clip) or 0)
            self._numbers[clip_id] = highest
        self._numbers[clip_id] += 1
        return self._numbers[clip_id]

    def _require_whole(self, table: VerifiedTable, row: NamedRow) -> None:
        """Read the row as everybody will read it."""
        try:
            if table is self.clips.table:
                self.clips.record(row)
            elif table is self.labels.table:
                self.labels.label(row)
            elif table is self.annotations.tracks:
                self.annotations.head_of_track(row)
            else:
                self.annotations.keyframe(row)
                if row["track_id"] is None:
                    self.annotations.head_of_box(row)
        except (RowAlteredError, ArithmeticError):
            raise RefusedRowError("", "its values do not make what the table holds") from None


def _require_clear_columns(table: VerifiedTable, row: NamedRow) -> None:
    """Refuse values that no column takes: SQLite lets anybody write them."""
    for column in table.columns:
        value = row[column]
        if column in table.ciphers or value is None:
            continue
        if type(value) is not table.c[column].type.python_type:
            raise RefusedRowError(column, _NOT_SO)
    if len(row["id"]) != 16:
        raise RefusedRowError("id", _NOT_SO)


def id_of(row: NamedRow) -> UUID:
    """Return a row's id; zeros where it has none that could be one."""
    known = row["id"]
    return uuid_of(known) if isinstance(known, bytes) and len(known) == 16 else UUID(int=0)
