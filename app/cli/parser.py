"""The grammar of the command line. Nothing heavy is imported here, so that `--help` is quick."""

import argparse
from pathlib import Path

from app.version import VERSION

_EPILOG = """\
exit codes:
  0  done                      4  no such clip, frame or project
  1  not done                  5  altered, damaged, or not allowed to be read
  2  command not understood    6  store, database or disk not there, full, read-only
  3  key missing or wrong    130  interrupted; nothing half-done is left

With ENCRYPTION_KEY set nothing is asked. Then VIDEO_STORAGE_TYPE, LOCAL_STORAGE_PATH or
S3_BUCKET_NAME, S3_ENDPOINT_URL and S3_PREFIX say where clips lie, DATABASE_URL where annotations
lie, and ENCRYPTION_READ which forms may be read. Without arguments the window opens.
"""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser; `command` in its result names a function of `app.cli.main`."""
    parser = argparse.ArgumentParser(
        prog="safelight",
        description="Annotate and review encrypted surveillance footage.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"safelight {VERSION}")
    common = _common_options()
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_clip_commands(commands, common)
    _add_stored_clip_commands(commands, common)
    _add_export_commands(commands, common)
    _add_audit_commands(commands, common)
    _add_key_commands(commands)
    _add_migrate_command(commands, common)

    doctor = commands.add_parser("doctor", parents=[common], help="check that everything works")
    doctor.set_defaults(command="doctor")

    demo = commands.add_parser("demo", help="open the sample project, or picture a frame of it")
    demo.add_argument(
        "--out", type=Path, metavar="PNG", help="render one annotated frame instead of a window"
    )
    demo.set_defaults(command="demo")
    return parser


def _common_options() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--project", metavar="NAME", help="the project to work on")
    common.add_argument(
        "--passphrase-file",
        metavar="FILE",
        help="read the passphrase from the first line of FILE (- for standard input)",
    )
    common.add_argument("--json", action="store_true", help="print JSON")
    return common


def _add_clip_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    brought_in = commands.add_parser("import", parents=[common], help="seal video files into clips")
    brought_in.add_argument("files", nargs="+", type=Path, metavar="FILE")
    brought_in.add_argument("--event-id", metavar="ID", help="default: a new UUID")
    brought_in.add_argument("--camera", default="", metavar="NAME", help="kept encrypted")
    brought_in.add_argument("--name", metavar="NAME", help="kept encrypted; default: the file's")
    brought_in.set_defaults(command="import")

    listed = commands.add_parser("ls", parents=[common], help="list the clips")
    listed.set_defaults(command="ls")

    shown = commands.add_parser("info", parents=[common], help="show what is known of a clip")
    shown.add_argument("event", metavar="EVENT")
    shown.set_defaults(command="info")

    deleted = commands.add_parser(
        "delete", parents=[common], help="delete a clip and its annotation"
    )
    deleted.add_argument("event", metavar="EVENT")
    deleted.add_argument("--yes", action="store_true", help="do not ask")
    deleted.set_defaults(command="delete")


def _add_stored_clip_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    verified = commands.add_parser(
        "verify", parents=[common], help="check every stored byte, and say what damage costs"
    )
    verified.add_argument("events", nargs="*", metavar="EVENT", help="default: every clip")
    verified.add_argument("--jobs", type=int, default=4, metavar="N", help="clips at a time")
    verified.add_argument(
        "--salvage", type=Path, metavar="FOLDER", help="save what is left of damaged clips, sealed"
    )
    verified.add_argument(
        "--in-clear", action="store_true", help="save it as plaintext instead of sealed"
    )
    verified.add_argument("--yes", action="store_true", help="do not ask before writing plaintext")
    verified.set_defaults(command="verify")

    adopted = commands.add_parser(
        "adopt", parents=[common], help="take in clips that lie in the store already"
    )
    adopted.add_argument("events", nargs="*", metavar="EVENT")
    adopted.add_argument("--all", action="store_true", help="all that the project does not know")
    adopted.add_argument("--dry-run", action="store_true", help="only list them")
    adopted.add_argument(
        "--camera", default="", metavar="NAME", help="of clips that name none; kept encrypted"
    )
    adopted.set_defaults(command="adopt")


def _add_export_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    exported = commands.add_parser("export", help="write footage in clear, as plaintext")
    whats = exported.add_subparsers(title="what", metavar="WHAT", required=True)

    clip = whats.add_parser("clip", parents=[common], help="the original bytes of a clip")
    clip.set_defaults(command="export clip")
    frame = whats.add_parser("frame", parents=[common], help="one frame as a PNG")
    frame.add_argument("--frame", type=int, required=True, metavar="N", help="counted from 0")
    frame.set_defaults(command="export frame")
    for one in (clip, frame):
        one.add_argument("event", metavar="EVENT")
        one.add_argument("--out", type=Path, required=True, metavar="FILE")
        one.add_argument("--force", action="store_true", help="replace FILE if it exists")


def _add_audit_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    audit = commands.add_parser("audit", help="the log of what was done: check it, write it out")
    whats = audit.add_subparsers(title="what", metavar="WHAT", required=True)

    verified = whats.add_parser(
        "verify", parents=[common], help="name every entry that was altered, taken out or moved"
    )
    verified.set_defaults(command="audit verify")

    devices = whats.add_parser("devices", parents=[common], help="list the devices that write it")
    devices.set_defaults(command="audit devices")

    vouched = whats.add_parser("vouch", parents=[common], help="say that a device belongs here")
    vouched.add_argument("device", metavar="DEVICE", help="its id, or the first 8 digits of it")
    vouched.set_defaults(command="audit vouch")

    exported = whats.add_parser("export", parents=[common], help="write it in clear, as plaintext")
    exported.add_argument("--out", type=Path, required=True, metavar="FILE")
    exported.add_argument("--form", choices=("jsonl", "csv"), help="default: as FILE ends")
    exported.add_argument("--force", action="store_true", help="replace FILE if it exists")
    exported.add_argument("--yes", action="store_true", help="do not ask before writing plaintext")
    exported.set_defaults(command="audit export")
    only = exported.add_argument_group(
        "only some entries", "the file says that it is not the whole"
    )
    only.add_argument("--what", metavar="KIND", help="as the file calls it: viewed, edit, verdict…")
    only.add_argument("--who", metavar="PERSON", help="a name, or 8 digits of the person's id")
    only.add_argument("--device", metavar="DEVICE", help="8 digits of its id, see `audit devices`")
    only.add_argument("--clip", metavar="EVENT", help="its event id; a deleted clip's own id")
    only.add_argument("--since", metavar="DATE", help="2026-11-28, or 2026-11-28T14:30")
    only.add_argument("--until", metavar="DATE", help="likewise; of a day, its end")


def _add_key_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    keys = commands.add_parser("keys", help="make keys")
    whats = keys.add_subparsers(title="what", metavar="WHAT", required=True)
    new = whats.add_parser("new", help="a new key")
    kind = new.add_mutually_exclusive_group(required=True)
    kind.add_argument("--out", type=Path, metavar="FILE", help="as a keyring under a passphrase")
    kind.add_argument("--hex", action="store_true", help="as 64 hex digits, for ENCRYPTION_KEY")
    new.add_argument(
        "--read-policy",
        choices=("authenticated", "raw-cbc", "plain"),
        default="authenticated",
        help="the weakest form that the keyring lets be read (default: %(default)s)",
    )
    new.add_argument("--passphrase-file", metavar="FILE", help="the passphrase; - for stdin")
    new.set_defaults(command="keys new")


def _add_migrate_command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    migrated = commands.add_parser(
        "migrate",
        parents=[common],
        help="seal the older system's clips and rows anew",
        description="Seal raw CBC and plain clips and rows anew. They can be used meanwhile. "
        "Ctrl+C ends it, Ctrl+Z pauses it; run it again to go on.",
    )
    what = migrated.add_mutually_exclusive_group()
    what.add_argument("--dry-run", action="store_true", help="only count what there is")
    what.add_argument(
        "--discard-old", action="store_true", help="take away what was migrated, once more verified"
    )
    migrated.add_argument(
        "--require-authenticated",
        action="store_true",
        help="when nothing weaker is left, let the keyring file allow nothing weaker",
    )
    migrated.add_argument("--yes", action="store_true", help="do not ask before discarding")
    migrated.add_argument("--jobs", type=int, default=2, metavar="N", help="clips at a time")
    migrated.add_argument("--report", type=Path, metavar="FILE", help="write it (JSON if *.json)")
    migrated.set_defaults(command="migrate")
