"""What verifying found of a clip, in one line for people. Pure."""

from collections.abc import Sequence

from app.cli.output import size_text
from app.session.verifying.findings import ClipFinding, Note, Verdict

_MOST_RANGES = 6
_VERDICTS = {
    Verdict.SOUND: "as it was sealed",
    Verdict.NOT_AUTHENTICATED: "can be opened; not authenticated",
    Verdict.MISSING: "the footage is not in the store",
    Verdict.UNREACHABLE: "the store did not give it; nothing is known of it",
    Verdict.REFUSED: "of a form that the read policy does not allow",
    Verdict.WRONG_KEY: "sealed with a key that is not in this keyring; that is no damage",
    Verdict.ALTERED: "altered: not what was recorded",
    Verdict.CUT: "cut off",
    Verdict.DAMAGED: "damaged",
    Verdict.EXTENDED: "something was put behind its end",
    Verdict.REWRITTEN: "altered by somebody who has the key: all tags are good, the hash is not",
    Verdict.CANNOT_BE_OPENED: "cannot be opened: another key or damage, nothing tells which",
}
_NOTES = {
    Note.NEVER_HASHED: "no hash was recorded",
    Note.INDEX_MISSING: "its index will be made again",
    Note.INDEX_DAMAGED: "its index was damaged and will be made again",
    Note.THUMBNAILS_MISSING: "it has no thumbnails",
    Note.THUMBNAILS_DAMAGED: "its thumbnails are damaged",
    Note.COMPANION_LOST: "what its companion said is lost",
    Note.COMPANION_DIFFERS: "its companion speaks of other bytes",
}


def line_of(finding: ClipFinding) -> str:
    """Return what was found of a clip, in a line."""
    mark = "ok  " if finding.is_well else "BAD "
    event_id = "".join(c if c.isprintable() else "�" for c in finding.event_id)
    said = [_VERDICTS[finding.verdict], *_damage(finding), *(_NOTES[one] for one in finding.notes)]
    if finding.clip is None:
        said.append("no clip of the project")
    return f"{mark}  {event_id}  {'; '.join(said)}"


def _damage(finding: ClipFinding) -> list[str]:
    said = []
    if finding.cut_at is not None:
        said.append(f"cut at byte {finding.cut_at}")
    elif finding.damaged:
        said.append(f"bytes {_spans(finding.damaged)} damaged")
    if finding.extra_size:
        said.append(f"{size_text(finding.extra_size)} too many")
    if finding.frames is not None:
        said.append(_frames(finding))
    elif finding.damaged:
        said.append("which frames that costs cannot be told")
    return said


def _frames(finding: ClipFinding) -> str:
    frames = finding.frames
    if frames is None or not (frames.damaged or frames.possibly):
        return "no frame is hit"
    parts = []
    if frames.damaged:
        parts.append(f"frames {_spans(frames.damaged)} damaged")
    if frames.possibly:
        which = "" if frames.damaged else "frames "
        parts.append(f"{which}{_spans(frames.possibly)} possibly (until the next key picture)")
    return ", ".join(parts)


def _spans(ranges: Sequence[range]) -> str:
    """Return ranges as people write them; only the first few of very many."""
    shown = [
        str(held.start) if len(held) == 1 else f"{held.start}-{held.stop - 1}"
        for held in ranges[:_MOST_RANGES]
    ]
    more = len(ranges) - len(shown)
    return ", ".join(shown) + (f" and {more} more ranges" if more else "")
