"""Turn an exception into a sentence for a person: what happened, and what to do.

This is the only place that does. It knows every package's errors, and the words never hold a key, a
label, a clip's name or a path of evidence. What is not listed is a bug and is said to be one.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from app.media import errors as media
from app.session import errors as session
from app.session.migrating import errors as migrating
from app.session.store_check import fault_words
from app.settings.errors import ProjectNotFoundError, SettingsError
from crypto import errors as crypto
from models import errors as models
from models.annotation.errors import StaleEditError
from models.audit import errors as audit
from models.review import errors as review
from models.review.person import Role
from models.review.rights import NotAllowedError, Right, may
from storage import errors as storage


@dataclass(frozen=True, slots=True)
class Problem:
    """What a person is shown.

    known: trouble of the world; False is a bug of ours, which is worth a report.
    """

    title: str
    text: str
    remedy: str
    known: bool = True

    @property
    def line(self) -> str:
        """The problem in one line, for a terminal."""
        return " ".join(part for part in (f"{self.title}:", self.text, self.remedy) if part)


def explain(error: BaseException) -> Problem:
    """Return the sentence for `error`; of its kinds the most special one speaks."""
    for kind in type(error).__mro__:
        if (words := _WORDS.get(kind)) is not None:
            return words(error)
    return Problem(
        "Something went wrong inside Safelight",
        f"This is our mistake ({type(error).__name__}), not yours.",
        "What you have saved is safe. The log in the state folder has the details.",
        known=False,
    )


def _fixed(title: str, text: str, remedy: str) -> Callable[[BaseException], Problem]:
    return lambda _error: Problem(title, text, remedy)


def _own_words(title: str, remedy: str) -> Callable[[BaseException], Problem]:
    """For errors whose message is made for people and safe to show."""

    def words(error: BaseException) -> Problem:
        message = str(error).rstrip(".")
        return Problem(title, f"{message[:1].upper()}{message[1:]}.", remedy)

    return words


def _fault(title: str, remedy: str) -> Callable[[BaseException], Problem]:
    """For errors of a store: the fault that they name tells more than their kind."""

    def words(error: BaseException) -> Problem:
        own = _own_words(title, remedy)(error)
        fault = getattr(error, "fault", None)
        if fault is None:
            return own
        fault_title, fault_remedy = fault_words(fault)
        return Problem(fault_title, own.text, fault_remedy)

    return words


def _no_such_frame(error: BaseException) -> Problem:
    count = getattr(error, "frame_count", 0)
    asked = getattr(error, "frame_index", 0)
    return Problem(
        "No such frame", f"The clip has frames 0 to {count - 1}, and {asked} was asked for.", ""
    )


def _decoder_stopped(error: BaseException) -> Problem:
    """Say how it ended, as far as is known: what breaks down may as well have been killed."""
    message = str(error)
    how = "It broke down, or was ended from outside, as the system does when memory is short."
    if "hung" in message:
        how = "It made no headway for long, and was ended."
    elif "nonsense" in message:
        how = "It sent nonsense, and was ended."
    return Problem(
        "The decoder of this clip stopped",
        f"{how} It holds no key, and nothing else is affected.",
        "Go on: it starts again with the next picture. If it stops at the same place again, the "
        "clip may be damaged, or made to do harm.",
    )


def _unlock_wait(error: BaseException) -> Problem:
    minutes = math.ceil(getattr(error, "wait_s", 0.0) / 60)
    unit = "minute" if minutes == 1 else "minutes"
    return Problem(
        "Too many wrong tries",
        f"The next one can be made in {minutes} {unit}, with the recovery code as well.",
        "",
    )


def _not_allowed(error: BaseException) -> Problem:
    """Say what the role lacks, and whom to turn to: names of people are shown, never logged."""
    assert isinstance(error, NotAllowedError)  # noqa: S101 - the type checker's sake
    text = f"{_ROLES[error.role]} {_RIGHTS[error.right]}."
    who = "a reviewer or an admin" if may(Role.REVIEWER, error.right) else "an admin"
    remedy = f"Ask {who} of the project."
    if error.ask:
        remedy = f"Ask {who} of the project: {', '.join(error.ask)}."
    return Problem("Not allowed", text, remedy)


def _has_left(error: BaseException) -> Problem:
    """Say that the person is not of the project any more, and who can change that."""
    assert isinstance(error, review.HasLeftError)  # noqa: S101 - the type checker's sake
    if not error.me:
        return Problem("Not of the project", f"{error}.", "")
    names = f": {', '.join(error.ask)}" if error.ask else ""
    remedy = f"If that is wrong, ask an admin of the project{names}."
    return Problem("You are not of this project any more", f"{_REMOVED}.", remedy)


_REMOVED = "An admin has removed you from it. What you did before is kept under your name"


def _whose_work(error: BaseException) -> Problem:
    """Say whose work it is, and whom to turn to: names of people are shown, never logged."""
    own = _own_words("Not done", "")(error)
    names = ", ".join(getattr(error, "ask", ()))
    if isinstance(error, review.OwnWorkError):
        remedy = "Ask a reviewer or an admin of the project"
        return Problem("Your own work", own.text, f"{remedy}: {names}." if names else f"{remedy}.")
    text = f"This clip is {names}'s work." if names else own.text
    remedy = "Whose it is hands it in, or somebody who may assign clips."
    return Problem("Not yours to hand in", text, remedy)


_ROLES = {
    Role.ANNOTATOR: "As an annotator you cannot",
    Role.REVIEWER: "As a reviewer you cannot",
    Role.ADMIN: "As an admin you cannot",
}
_RIGHTS = {
    Right.VIEW: "look at this",
    Right.ANNOTATE: "change annotations",
    Right.HAND_IN: "hand in clips",
    Right.ANSWER_ISSUES: "answer issues",
    Right.REPORT_ISSUES: "report or resolve issues",
    Right.JUDGE: "accept or reject work",
    Right.REOPEN: "reopen a clip",
    Right.ASSIGN: "assign clips to people",
    Right.SEE_QUALITY: "see how well others work",
    Right.SEE_OTHERS_TIME: "see how long others work",
    Right.EDIT_LABELS: "change the labels of the project",
    Right.IMPORT_CLIPS: "import clips",
    Right.DELETE_CLIPS: "delete clips",
    Right.EXPORT: "write anything in clear",
    Right.LIFT_MASKS: "look behind a privacy mask",
    Right.SEE_AUDIT: "read the audit log",
    Right.MANAGE_PEOPLE: "change people and their roles",
    Right.CHANGE_RULES: "change the rules of the project",
}

_ALTERED = (
    "Do not rely on it. Restore it from a copy that you trust, and tell whoever runs the store."
)
_RETRY = "Check the network and the settings of the project, then try again."

_WORDS: dict[type, Callable[[BaseException], Problem]] = {
    # crypto
    crypto.EncryptionError: _own_words("This cannot be opened", ""),
    crypto.KeyNotConfiguredError: _own_words("No key", ""),
    crypto.InvalidKeyFormatError: _own_words("The key cannot be used", "A key has 64 hex digits."),
    crypto.LockedError: _fixed("Locked", "The keys are wiped.", "Unlock the project first."),
    crypto.UnknownKeyError: _own_words(
        "The wrong key", "It was sealed with another key: open the project that it belongs to."
    ),
    crypto.SelfTestError: _own_words(
        "The encryption does not work on this computer", "Install Safelight again."
    ),
    crypto.KeyringFileError: _own_words("The keyring cannot be opened", ""),
    crypto.WrongPassphraseError: _own_words("Not unlocked", "Try again, or use the recovery code."),
    crypto.KeyringAlteredError: _own_words(
        "The keyring was altered", "Put back the copy that lies beside it, or your own backup."
    ),
    crypto.InvalidReadPolicyError: _fixed(
        "ENCRYPTION_READ names no read policy",
        "It must be one of authenticated, raw-cbc, plain.",
        "Set it to one of them, or take it out of the environment.",
    ),
    crypto.DecryptionError: _own_words("This cannot be opened", _ALTERED),
    crypto.AlteredError: _fixed(
        "This was altered", "It is not what was sealed, so nothing of it is shown.", _ALTERED
    ),
    crypto.TruncatedError: _fixed(
        "This is cut off or damaged at its end",
        "Its end is not what was sealed there, so nothing is shown.",
        _ALTERED,
    ),
    crypto.DamagedChunkError: _own_words("Damaged footage", _ALTERED),
    crypto.RefusedFormatError: _own_words(
        "Not readable here", "The project's read policy says which forms may be read."
    ),
    # storage
    storage.StorageError: _own_words("The clip store refuses", ""),
    storage.ClipNotFoundError: _fixed(
        "The footage is missing",
        "The project knows this clip, but the store does not have it.",
        "Check that the store is the right one and is mounted.",
    ),
    storage.ClipExistsError: _fixed(
        "This event id is taken", "Nothing was stored.", "Choose another event id."
    ),
    storage.StorageFullError: _fixed(
        "The store is full", "Nothing of the clip was kept.", "Free some room and try again."
    ),
    storage.StorageUnavailableError: _fault("The clip store cannot be reached", _RETRY),
    storage.StorageAccessError: _fault("The clip store refuses", ""),
    storage.StorageConfigurationError: _own_words(
        "The clip store's settings cannot be used", "Change them under “Store settings”."
    ),
    storage.ReadInterruptedError: _fixed("Called off", "Nothing was changed.", ""),
    storage.StorageReadOnlyError: _fixed(
        "The clip store is read-only", "Nothing was stored.", "Ask for the right to write there."
    ),
    # models
    models.ModelError: _own_words("The annotations cannot be used", ""),
    models.RowAlteredError: _own_words("An annotation was altered", _ALTERED),
    models.StaleRevisionError: _fixed(
        "Somebody else was faster",
        "The same objects were changed in another window or by another person.",
        "The clip shows their state now. Make your change again if it is still needed.",
    ),
    models.RowMissingError: _fixed(
        "It is gone", "Somebody else deleted this meanwhile.", "Reload the list of clips."
    ),
    models.EventIdTakenError: _fixed(
        "This event id is taken", "Nothing was stored.", "Choose another event id."
    ),
    models.DatabaseUnavailableError: _own_words("The database cannot be reached", _RETRY),
    models.DatabaseReadOnlyError: _fixed(
        "The database cannot be written",
        "The project is open for reading only.",
        "Check the rights on the file and the disk, then open it again.",
    ),
    models.DatabaseFullError: _fixed(
        "The disk is full", "The project is open for reading only.", "Free some room, then reopen."
    ),
    models.DatabaseDamagedError: _fixed(
        "The database is damaged",
        "Part of it cannot be read; nothing was changed.",
        "Restore a backup. A project that is opened with damage gets a rescue copy beside its "
        "database, still encrypted.",
    ),
    models.SchemaTooNewError: _own_words("A newer Safelight is needed", ""),
    models.JournalError: _fixed(
        "Changes cannot be kept",
        "The journal in the state folder cannot be written.",
        "Editing is stopped. Free some room on the disk, then open the clip again.",
    ),
    audit.AuditError: _own_words("The audit log cannot be used", ""),
    audit.AuditUnwritableError: _fixed(
        "The audit log cannot be written",
        "What cannot be noted is not shown, not changed and not written in clear.",
        "Free some room on the disk, or look at the rights on the state folder; then try again.",
    ),
    audit.AuditShorterError: _fixed(
        "The audit log is shorter than it was",
        "Entries that this computer saw are not in the database any more: they were cut off, or "
        "an older state of the database was put back.",
        "Verify the audit log, and tell whoever runs the database.",
    ),
    audit.AuditDamagedError: _fixed(
        "The audit log was altered",
        "Its newest entry is not what this computer wrote, so nothing can follow it. The project "
        "can only be read.",
        "Verify the audit log, and tell whoever runs the database.",
    ),
    StaleEditError: _fixed(
        "That no longer fits", "The object has changed meanwhile.", "Look again and repeat it."
    ),
    # reviewing
    NotAllowedError: _not_allowed,
    review.ReviewError: _own_words("Not done", ""),
    review.HasLeftError: _has_left,
    review.OwnWorkError: _whose_work,
    review.OthersClipError: _whose_work,
    review.ClipHandedInError: _own_words("Handed in", "A reviewer can reopen it."),
    # media
    media.NoSuchFrameError: _no_such_frame,
    media.MediaError: _own_words("The clip cannot be decoded", ""),
    media.NotAVideoError: _fixed(
        "Not a video", "The file is of no kind that Safelight can play.", "Choose another file."
    ),
    media.NoVideoStreamError: _fixed(
        "No picture in it", "The file has no video in it.", "Choose another file."
    ),
    media.DamagedClipError: _fixed(
        "The clip is damaged",
        "Part of it cannot be decoded.",
        "The rest can still be played. If you have another copy, import that.",
    ),
    media.DecoderCrashedError: _decoder_stopped,
    # session, settings
    session.SessionError: _own_words("Not done", ""),
    session.CancelledError: _fixed("Cancelled", "Nothing was kept.", ""),
    session.DamagedFileError: _fixed(
        "The file is damaged",
        "It cannot be decoded, so nothing of it was stored.",
        "If you have another copy, import that.",
    ),
    session.EditingStoppedError: _fixed(
        "Editing is stopped", "Changes cannot be kept at the moment.", "Open the clip again."
    ),
    session.IndexIncompleteError: _fixed(
        "Not yet",
        "The clip's frames are still being numbered.",
        "You can watch it; drawing starts when every frame has its number.",
    ),
    session.AnnotationIncompleteError: _fixed(
        "Not yet",
        "The clip's boxes are still being loaded.",
        "You can watch it; drawing starts when all of them are there.",
    ),
    session.ExportTargetError: _own_words(
        "Not exported", "Choose another file; on the command line --force replaces it."
    ),
    session.UnlockWaitError: _unlock_wait,
    session.MasksInForceError: _fixed(
        "Not exported: it has private objects",
        "The original footage would show what is masked.",
        "Whoever may look behind masks can lift them for this clip in the window, and export then.",
    ),
    session.LeftOverEditsError: _own_words(
        "Not all changes of the last time could be taken over",
        "They are kept, sealed, in the state folder.",
    ),
    session.ClipMissingError: _own_words("No such clip", "The command “ls” lists the clips."),
    migrating.MigrationRunningError: _own_words("Already at work", "Wait until it has ended."),
    migrating.OtherFootageError: _own_words(
        "Not migrated", "Nothing was changed. Look at what lies beside the clip in its store."
    ),
    migrating.UnprovenContainerError: _own_words(
        "Not migrated", "Nothing was changed. Look at what lies beside the clip in its store."
    ),
    SettingsError: _own_words("The settings cannot be used", ""),
    ProjectNotFoundError: _own_words("No such project", ""),
    OSError: lambda error: Problem(
        "The system refuses",
        f"{getattr(error, 'strerror', None) or type(error).__name__}.",
        "Check the disk and the rights on the project's folders.",
    ),
}
