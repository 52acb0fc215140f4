"""Several people at one project: each with a profile of their own on the same database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.compose import open_project
from app.session.project import Project
from app.settings.paths import Paths
from models.review.person import Role
from tests.support.desk import Desk


def profile(tmp_path: Path, name: str = "colleague") -> Paths:
    """Return the folders of another person's profile."""
    return Paths.of_this_machine({"SAFELIGHT_HOME": str(tmp_path / name)})


@contextmanager
def as_colleague(
    desk: Desk, tmp_path: Path, name: str = "colleague", *, role: Role | None = None
) -> Iterator[Project]:
    """Open the project as another person, who gets a role from the admin first."""
    paths = profile(tmp_path, name)
    opened = open_project(desk.config, paths, recovery_code=desk.recovery_code)
    try:
        if role is not None and opened.rights.role is not role:
            with _admin(desk) as admin:
                admin.people.refresh()
                person = next(one for one in admin.people.known if one.id == opened.people.me.id)
                admin.people.give_role(person, role)
            opened.people.refresh()
        opened.people.rename(opened.people.me.id, name.title())
        yield opened
    finally:
        opened.close()


@contextmanager
def _admin(desk: Desk) -> Iterator[Project]:
    opened = desk.open()
    try:
        yield opened
    finally:
        opened.close()
