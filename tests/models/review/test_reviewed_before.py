"""A database from before it was noted who changed boxes and words: upgraded with its rows."""

from datetime import UTC, datetime
from uuid import uuid4

from alembic import command
from alembic.config import Config

from models.annotation import Box, gestures
from models.engine import Database
from models.migrate import SCRIPTS, bring_up_to_date, schema_of
from models.migrations import HEAD
from models.review.authors import Authors
from models.review.issue import Comment, Issue, Spot
from models.review.issues import IssueStore
from models.store import ProjectStore
from tests.support.databases import AUTHOR, COLLEAGUE, Annotator, a_clip

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def as_before(database: Database) -> None:
    """Take away what the later schemas added."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    options = {"safelight_writes": True}
    with database.engine.connect().execution_options(**options) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.downgrade(config, "0007")


def test_whose_work_a_clip_is_and_what_was_said_come_through_an_upgrade(
    database: Database, store: ProjectStore, colleague: ProjectStore
) -> None:
    clip = store.add_clip(a_clip())
    mine, theirs = Annotator.at(store, clip.id), Box(30, 30, 20, 20)
    drawn = gestures.draw_track(mine.annotation, theirs, frame_index=3, pts=3, label_id=uuid4())
    mine.apply(drawn.signed(AUTHOR, at_us=5))
    issue = Issue(uuid4(), clip.id, "missing", Spot(3, 3), made_by=AUTHOR, made_at=NOW)
    said = Comment(uuid4(), issue.id, AUTHOR, NOW, "Look again")
    issues = IssueStore(store.access)
    issues.report(issue)
    thread = issues.say(said)
    as_before(database)
    with database.reading() as connection:
        assert schema_of(connection) == "0007"
    bring_up_to_date(database.engine, database.sqlite_path)
    with database.reading() as connection:
        assert schema_of(connection) == HEAD
    assert issues.threads(clip.id) == (thread,), "the tags of rows without the column hold"
    assert mine.stored() == mine.annotation
    authors = Authors(store.access)
    assert authors.has_worked_on(clip.id, AUTHOR)
    assert not authors.has_worked_on(clip.id, COLLEAGUE)
    assert issues.correct(said.id, "Look twice", at=NOW).comments[0].edited_at == NOW
    assert issues.threads(clip.id)[0].said[0].text == "Look twice"
