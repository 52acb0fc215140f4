"""`audit devices` and `audit vouch`: which devices write the log, and which of them belong here."""

import sys
from argparse import Namespace

from app.cli.errors import CommandError
from app.cli.exit_codes import ExitCode
from app.cli.opening import opened_project
from app.cli.output import print_json, print_table, printable
from models.audit.reading import KnownDevice
from models.review.rights import Right

_LEAST_DIGITS = 8


def list_devices(arguments: Namespace) -> int:
    """List the devices that have worked on the project."""
    with opened_project(arguments) as project:
        devices = sorted(project.audit.reader().devices().values(), key=lambda one: one.computer)
        people = {person.id.hex: person.name for person in project.people.known}
        own = project.audit.device_id
    if arguments.json:
        print_json([_told(one, people, own=own) for one in devices])
        return ExitCode.DONE
    rows = [
        (
            one.device_id.hex(),
            f"{one.computer}{' (this one)' if one.device_id == own else ''}",
            people.get(one.person, one.person[:8]),
            _voucher(one),
        )
        for one in devices
    ]
    print_table(("DEVICE", "COMPUTER", "WHO", "VOUCHED FOR BY"), rows)
    return ExitCode.DONE


def vouch(arguments: Namespace) -> int:
    """Vouch for a device: its entries are the project's from now on, as far as this one goes."""
    with opened_project(arguments, writing=True) as project:
        project.rights.require(Right.MANAGE_PEOPLE)
        device = the_device(project.audit.reader().devices(), arguments.device)
        project.audit.endorse(device.device_id)
    computer = printable(device.computer)
    print(f"This device vouches for {device.device_id.hex()[:8]}, {computer}.", file=sys.stderr)
    return ExitCode.DONE


def the_device(devices: dict[bytes, KnownDevice], digits: str) -> KnownDevice:
    """Return the device whose id begins with these digits.

    Raises:
        CommandError: there is none, or several.
    """
    wanted = digits.lower()
    found = [one for device_id, one in devices.items() if device_id.hex().startswith(wanted)]
    if len(wanted) < _LEAST_DIGITS or len(found) != 1:
        raise CommandError(
            "there is no one device of this id; `audit devices` lists them, and 8 digits will do"
        )
    return found[0]


def _voucher(device: KnownDevice) -> str:
    if device.endorsed_by is None:
        return "nobody"
    itself = device.endorsed_by == device.device_id
    return "itself, as the first" if itself else device.endorsed_by.hex()[:8]


def _told(device: KnownDevice, people: dict[str, str], *, own: bytes) -> dict[str, object]:
    by = device.endorsed_by
    return {
        "device": device.device_id.hex(),
        "computer": device.computer,
        "who": people.get(device.person, device.person),
        "vouched_for_by": None if by is None else by.hex(),
        "this_one": device.device_id == own,
    }
