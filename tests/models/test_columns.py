import copy
import json
import pickle
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from crypto import current, decrypt_string, encrypt_string, raw_cbc
from crypto.errors import DecryptionError, LockedError, RefusedFormatError
from crypto.field import field_cipher
from crypto.keyring import Keyring
from crypto.policy import ReadPolicy
from models import AnnotationStatus, EncryptedJSONType, EncryptedType
from models.columns import Envelope
from models.database_url import parse_database_url
from models.errors import EncryptedColumnError, FrozenValueError
from models.frozen_json import frozen
from models.tables import Base
from models.tables.examples import ExampleRow

DATA_KEY = bytes(range(32))


class Older(DeclarativeBase):
    """Tables that a program of the older system declares."""


class Note(Older):
    __tablename__ = "notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str | None] = mapped_column(EncryptedType("notes", "text"))
    value: Mapped[object] = mapped_column(EncryptedJSONType("notes", "value"), nullable=True)


class Letter(Older):
    """Its columns name no place: the older system knew none."""

    __tablename__ = "letters"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str | None] = mapped_column(EncryptedType)
    value: Mapped[object] = mapped_column(EncryptedJSONType(), nullable=True)


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    engine = create_engine(parse_database_url(database_url))
    Older.metadata.create_all(engine)
    current.set_current(Keyring.from_data_key(DATA_KEY, read_policy=ReadPolicy.RAW_CBC))
    with Session(engine) as opened:
        yield opened
    engine.dispose()


@pytest.mark.parametrize("value", ["", "Gate", "門 🚪", "with.dot", "x" * 10_000, b"", b"\0\xff"])
def test_a_value_is_sealed_in_the_row_and_comes_back(session: Session, value: str | bytes) -> None:
    session.add(Note(id=1, text=value))
    session.commit()
    stored = session.scalar(text("SELECT text FROM notes"))
    assert stored.startswith("sl1.")
    session.expire_all()
    assert session.get_one(Note, 1).text == value


@pytest.mark.parametrize("value", [[1, 2.5], {"a": [None, {"b": "c"}]}, "x", 0, False, [], {}])
def test_a_json_value_is_sealed_in_the_row_and_comes_back(session: Session, value: object) -> None:
    session.add(Note(id=1, value=value))
    session.commit()
    session.expire_all()
    assert session.get_one(Note, 1).value == value
    assert session.scalar(text("SELECT value FROM notes")).startswith("sl1.")


def test_null_stays_null_and_two_equal_values_are_stored_differently(session: Session) -> None:
    session.add_all([Note(id=1), Note(id=2, text="same"), Note(id=3, text="same")])
    session.commit()
    first, second, third = session.scalars(text("SELECT text FROM notes ORDER BY id"))
    assert first is None
    assert second != third


def test_columns_that_name_no_place_work_and_share_that_of_encrypt_string(
    session: Session,
) -> None:
    session.add_all([Letter(id=1, text="Gate", value={"a": [1]}), Letter(id=2)])
    session.execute(
        text("INSERT INTO letters (id, text) VALUES (3, :text)"), {"text": encrypt_string("Yard")}
    )
    session.commit()
    session.expire_all()
    assert session.get_one(Letter, 1).text == "Gate"
    assert session.get_one(Letter, 1).value == {"a": [1]}
    assert session.get_one(Letter, 2).text is None
    assert session.get_one(Letter, 3).text == "Yard"
    stored = session.scalar(text("SELECT text FROM letters WHERE id = 1"))
    assert stored.startswith("sl1.")
    assert decrypt_string(stored) == "Gate"


def test_an_envelope_passes_as_it_is(session: Session) -> None:
    envelope = field_cipher(current.current(), "notes", "text").seal_text("sealed before")
    session.add(Note(id=1, text=Envelope(envelope)))
    session.commit()
    session.expire_all()
    assert session.scalar(text("SELECT text FROM notes")) == envelope
    assert session.get_one(Note, 1).text == "sealed before"


def test_a_value_of_another_type_is_refused(session: Session) -> None:
    session.add(Note(id=1, text=7))
    with pytest.raises(StatementError, match=r"notes\.text takes str or bytes"):
        session.commit()


def test_only_null_can_be_asked_for(session: Session) -> None:
    session.add_all([Note(id=1), Note(id=2, text="there")])
    session.commit()
    for asked, found in (
        (Note.text.is_(None), 1),
        (Note.text == None, 1),  # noqa: E711 - SQL's null
        (Note.text.is_not(None), 2),
        (Note.text != None, 2),  # noqa: E711
    ):
        assert session.scalars(select(Note.id).where(asked)).all() == [found]


@pytest.mark.parametrize(
    "ask",
    [
        lambda column: column == "there",
        lambda column: column != "there",
        lambda column: column.in_(["there"]),
        lambda column: column.like("th%"),
        lambda column: column.contains("e"),
        lambda column: column < "x",
        lambda column: column + "x",
        lambda column: "x" + column,
        lambda column: column.desc(),
        lambda column: column.between("a", "b"),
        lambda column: column.is_distinct_from("there"),
        lambda column: column == Note.text,
    ],
)
@pytest.mark.parametrize("column", [Note.text, Note.value])
def test_any_other_question_is_refused_with_the_reason(ask, column) -> None:
    with pytest.raises(EncryptedColumnError, match="random IV"):
        ask(column)


def test_what_the_older_system_wrote_is_read_where_the_policy_allows_it(session: Session) -> None:
    for row, cleartext in ((1, b"old text"), (2, b'{"old": [1]}')):
        sealed = b64encode(raw_cbc.encrypt(DATA_KEY, cleartext)).decode()
        session.execute(
            text("INSERT INTO notes (id, text, value) VALUES (:id, :text, :value)"),
            {"id": row, "text": sealed, "value": sealed if row == 2 else None},
        )
    session.commit()
    assert session.get_one(Note, 1).text == "old text"
    assert session.get_one(Note, 2).value == {"old": [1]}
    current.set_current(Keyring.from_data_key(DATA_KEY))
    session.expire_all()
    with pytest.raises(RefusedFormatError):
        session.get_one(Note, 1)


def test_a_value_moved_to_another_column_does_not_open(session: Session) -> None:
    session.add(Note(id=1, text="here"))
    session.commit()
    session.execute(text("UPDATE notes SET value = text, text = NULL"))
    session.expire_all()
    with pytest.raises(DecryptionError):
        session.get_one(Note, 1)


def test_after_a_lock_nothing_opens(session: Session) -> None:
    session.add(Note(id=1, text="here"))
    session.commit()
    session.expire_all()
    current.current().close()
    with pytest.raises(LockedError):
        session.get_one(Note, 1)


def test_a_json_value_cannot_be_changed_in_place(session: Session) -> None:
    session.add(Note(id=1, value={"boxes": [[1, 2]], "n": 1}))
    session.commit()
    session.expire_all()
    value = session.get_one(Note, 1).value
    for change in (
        lambda: value.update(n=2),
        lambda: value.__setitem__("n", 2),
        lambda: value.pop("n"),
        lambda: value["boxes"].append([3]),
        lambda: value["boxes"][0].__setitem__(0, 9),
        value["boxes"].sort,
        lambda: value["boxes"].__iadd__([1]),
    ):
        with pytest.raises(FrozenValueError):
            change()
    changed = copy.deepcopy(value)
    changed["boxes"][0][0] = 9
    session.get_one(Note, 1).value = changed
    session.commit()
    session.expire_all()
    assert session.get_one(Note, 1).value == {"boxes": [[9, 2]], "n": 1}


def test_a_frozen_value_is_a_json_value_like_any_other() -> None:
    plain = {"a": [1, {"b": None}], "c": "d"}
    value = frozen(plain)
    assert value == plain
    assert json.loads(json.dumps(value)) == plain
    assert pickle.loads(pickle.dumps(value)) == plain
    shallow = copy.copy(value)
    shallow["e"] = 1
    assert type(copy.copy(value["a"])) is list


def test_an_annotation_example_works_alone_as_in_the_older_system(sqlite_url: str) -> None:
    engine: Engine = create_engine(sqlite_url)
    Base.metadata.create_all(engine)
    current.set_current(Keyring.from_data_key(DATA_KEY))
    with Session(engine) as session:
        session.add(
            ExampleRow(
                clip_id=UUID(int=1),
                frame_index=7,
                pts=7000,
                bbox=[1.0, 2.0, 3.0, 4.0],
                label="person",
                frame_data={"width": 1920},
                status=AnnotationStatus.SUBMITTED,
            )
        )
        session.commit()
        session.expire_all()
        (example,) = session.scalars(
            select(ExampleRow).where(ExampleRow.status == AnnotationStatus.SUBMITTED)
        )
        assert example.bbox == [1.0, 2.0, 3.0, 4.0]
        assert (example.label, example.frame_data) == ("person", {"width": 1920})
        assert isinstance(example.id, UUID)
        assert example.occluded is False
    engine.dispose()


def test_the_statuses_are_the_four_of_a_review() -> None:
    assert [str(one) for one in AnnotationStatus] == [
        "pending",
        "submitted",
        "accepted",
        "rejected",
    ]


def test_importing_the_package_and_its_domain_does_not_import_sqlalchemy() -> None:
    check = "import sys, models, models.annotation; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
