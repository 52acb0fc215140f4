"""Filters that a person saved under a name, for all clips of a project."""

import logging
from dataclasses import dataclass
from uuid import UUID, uuid4

from app.session.project import Project
from models.annotation.errors import FilterFormatError
from models.annotation.filter_json import filter_from_json, filter_to_json
from models.annotation.track_filter import TrackFilter
from models.view_settings import ViewSetting

_log = logging.getLogger(__name__)
_KIND = "filter"


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter under the name that its person gave it."""

    id: UUID
    name: str
    wanted: TrackFilter


def saved_filters(project: Project) -> tuple[SavedFilter, ...]:
    """Return this person's filters by name; blocks.

    Those that only a newer version can read are left out, and stay saved.

    Raises:
        RowAlteredError, DatabaseError: see `ProjectStore`.
    """
    mine = (one for one in project.store.view_settings(_KIND) if one.person == project.store.author)
    found = [saved for setting in mine if (saved := _saved(setting)) is not None]
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


def save_filter(project: Project, name: str, wanted: TrackFilter) -> tuple[SavedFilter, ...]:
    """Save a filter, in the place of one of the same name; return all of them; blocks.

    Raises:
        DatabaseError: see `ProjectStore`.
    """
    same = (one.id for one in saved_filters(project) if one.name.casefold() == name.casefold())
    value = {"name": name, "filter": filter_to_json(wanted)}
    setting = ViewSetting(next(same, uuid4()), _KIND, value, person=project.store.author)
    project.store.save_view_setting(setting)
    return saved_filters(project)


def delete_filter(project: Project, filter_id: UUID) -> tuple[SavedFilter, ...]:
    """Delete a saved filter; return those that are left; blocks.

    Raises:
        DatabaseError: see `ProjectStore`.
    """
    project.store.delete_view_setting(filter_id)
    return saved_filters(project)


def _saved(setting: ViewSetting) -> SavedFilter | None:
    value = setting.value
    try:
        if not isinstance(value, dict):
            raise FilterFormatError("A saved filter has a name.")
        return SavedFilter(setting.id, str(value["name"]), filter_from_json(value["filter"]))
    except (FilterFormatError, KeyError):
        _log.info("saved filter %s is of another version", setting.id)
        return None
