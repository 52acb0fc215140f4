"""`export clip` and `export frame`: cleartext, because the person asked for it by this command.

Standard error says what is written in clear; the log keeps the ids.
"""

import sys
from argparse import Namespace

from app.cli.exit_codes import ExitCode
from app.cli.interrupt import cancelled_by_interrupt
from app.cli.opening import find_clip, opened_project
from app.cli.output import size_text
from app.cli.progress import Progress


def export_clip(arguments: Namespace) -> int:
    """Write a clip's original bytes to a file."""
    with opened_project(arguments) as project, cancelled_by_interrupt() as cancelled:
        clip = find_clip(project, arguments.event)
        with Progress(f"exporting {clip.event_id}") as progress:
            size = project.exports.write_clip(
                clip,
                arguments.out,
                overwrite=arguments.force,
                progress=lambda done: progress.show(done / max(clip.cleartext_size, 1)),
                cancelled=cancelled,
            )
    _say_in_clear(f"{arguments.out}: {size_text(size)} of plaintext")
    return ExitCode.DONE


def export_frame(arguments: Namespace) -> int:
    """Write one frame to a PNG."""
    with opened_project(arguments) as project:
        clip = find_clip(project, arguments.event)
        project.exports.write_frame(clip, arguments.frame, arguments.out, overwrite=arguments.force)
    _say_in_clear(f"{arguments.out}: frame {arguments.frame} in plaintext")
    return ExitCode.DONE


def _say_in_clear(what: str) -> None:
    print(f"{what}. It is not encrypted: whoever can read the file sees it.", file=sys.stderr)
