"""The options that narrow `audit export`, and what they mean in a project."""

from argparse import Namespace
from datetime import datetime, timedelta
from uuid import UUID

from app.cli.audit_devices import the_device
from app.cli.errors import CommandError, UsageError
from app.cli.opening import find_clip
from app.session.errors import ClipMissingError
from app.session.project import Project
from models.audit.entry import Kind
from models.audit.wanted import Wanted

_LEAST_DIGITS = 8


def check_narrowing(arguments: Namespace) -> None:
    """Look at what needs no project, before anybody is asked for a passphrase.

    Raises:
        UsageError
    """
    _kind(arguments.what)
    _moment_us(arguments.since)
    _moment_us(arguments.until, end=True)


def wanted_of(arguments: Namespace, project: Project) -> Wanted:
    """Return what the options ask for.

    Raises:
        UsageError, CommandError: there is no such kind, person, device or clip.
    """
    device = None
    if arguments.device is not None:
        device = the_device(project.audit.reader().devices().values(), arguments.device).device_id
    return Wanted(
        kind=_kind(arguments.what),
        person=_person(arguments.who, project),
        device=device,
        clip=_clip(arguments.clip, project),
        since_us=_moment_us(arguments.since),
        until_us=_moment_us(arguments.until, end=True),
    )


def _kind(told: str | None) -> Kind | None:
    if told is None:
        return None
    try:
        return Kind(told)
    except ValueError:
        kinds = ", ".join(kind.value for kind in Kind)
        raise UsageError(f"--what is one of {kinds}") from None


def _person(told: str | None, project: Project) -> UUID | None:
    if told is None:
        return None
    known = project.people.known
    digits = told.lower().replace("-", "")
    found = [one.id for one in known if one.name == told] or [
        one.id for one in known if len(digits) >= _LEAST_DIGITS and one.id.hex.startswith(digits)
    ]
    if len(found) != 1:
        raise CommandError("there is no one person of this name; the person's id will do, too")
    return found[0]


def _clip(told: str | None, project: Project) -> UUID | None:
    if told is None:
        return None
    try:
        return find_clip(project, told).id
    except ClipMissingError:
        try:
            return UUID(told)
        except ValueError:
            raise CommandError("there is no clip of this event id") from None


def _moment_us(told: str | None, *, end: bool = False) -> int | None:
    """Return a moment by this computer's clock; the `end` of a day is where the next one begins."""
    if told is None:
        return None
    try:
        moment = datetime.fromisoformat(told)
        if end and len(told) <= len("2026-11-28"):
            moment += timedelta(days=1)
        return round(moment.astimezone().timestamp() * 1_000_000)
    except (ValueError, OverflowError, OSError):
        raise UsageError("a date looks like 2026-11-28, or 2026-11-28T14:30") from None
