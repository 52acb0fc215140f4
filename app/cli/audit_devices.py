"""`audit devices` and `audit vouch`: which devices write the log, and which of them belong here."""

import sys
from argparse import Namespace
from collections.abc import Iterable
from typing import Protocol, TypeVar
from uuid import UUID

from app.cli.errors import CommandError
from app.cli.exit_codes import ExitCode
from app.cli.opening import opened_project
from app.cli.output import print_json, print_table, printable
from app.session.audit.devices import LogDevice, log_devices
from models.review.rights import Right

_LEAST_DIGITS = 8


class _HasId(Protocol):
    @property
    def device_id(self) -> bytes: ...


_Device = TypeVar("_Device", bound=_HasId)


def list_devices(arguments: Namespace) -> int:
    """List the devices that have worked on the project."""
    with opened_project(arguments) as project:
        devices = log_devices(project.audit)
        people = {person.id: person.name for person in project.people.known}
    if arguments.json:
        print_json([_told(one, people) for one in devices])
        return ExitCode.DONE
    rows = [
        (
            one.device_id.hex(),
            f"{one.computer}{' (this one)' if one.is_own else ''}",
            _who(one, people)[:24],
            "-" if one.first_seen is None else f"{one.first_seen.local():%Y-%m-%d}",
            _voucher(one),
        )
        for one in devices
    ]
    print_table(("DEVICE", "COMPUTER", "WHO", "SINCE", "VOUCHED FOR BY"), rows)
    return ExitCode.DONE


def vouch(arguments: Namespace) -> int:
    """Vouch for a device: its entries are the project's from now on, as far as this one goes."""
    with opened_project(arguments, writing=True) as project:
        project.rights.require(Right.MANAGE_PEOPLE)
        device = the_device(project.audit.reader().devices().values(), arguments.device)
        project.audit.endorse(device.device_id)
    computer = printable(device.computer)
    print(f"This device vouches for {device.device_id.hex()[:8]}, {computer}.", file=sys.stderr)
    return ExitCode.DONE


def the_device(devices: Iterable[_Device], digits: str) -> _Device:
    """Return the device whose id begins with these digits.

    Raises:
        CommandError: there is none, or several.
    """
    wanted = digits.lower()
    found = [one for one in devices if one.device_id.hex().startswith(wanted)]
    if len(wanted) < _LEAST_DIGITS or len(found) != 1:
        raise CommandError(
            "there is no one device of this id; `audit devices` lists them, and 8 digits will do"
        )
    return found[0]


def _voucher(device: LogDevice) -> str:
    if device.endorsed_by is None:
        return "nobody"
    itself = device.endorsed_by == device.device_id
    text = "itself, as the first" if itself else device.endorsed_by.hex()[:8]
    return text if device.belongs else f"{text}, who is not believed"


def _who(device: LogDevice, people: dict[UUID, str]) -> str:
    if device.person is None:
        return "-"
    return people.get(device.person, device.person.hex[:8])


def _told(device: LogDevice, people: dict[UUID, str]) -> dict[str, object]:
    by, seen = device.endorsed_by, device.first_seen
    return {
        "device": device.device_id.hex(),
        "computer": device.computer,
        "who": _who(device, people),
        "since": None if seen is None else seen.local().isoformat(timespec="seconds"),
        "vouched_for_by": None if by is None else by.hex(),
        "belongs": device.belongs,
        "this_one": device.is_own,
    }
