"""The words for every error that a person may meet, by package; the most special kind speaks."""

from collections.abc import Callable

from app.failures.people_words import has_left, not_allowed, whose_work
from app.failures.problem import Problem, fixed, own_words
from app.failures.special_words import decoder_stopped, fault_or, no_such_frame, unlock_wait
from app.media import errors as media
from app.session import errors as session
from app.session.migrating import errors as migrating
from app.settings.errors import ProjectNotFoundError, SettingsError
from crypto import errors as crypto
from models import errors as models
from models.annotation.errors import StaleEditError
from models.audit import errors as audit
from models.review import errors as review
from models.review.rights import NotAllowedError
from storage import errors as storage

_ALTERED = (
    "Do not rely on it. Restore it from a copy that you trust, and tell whoever runs the store."
)
_RETRY = "Check the network and the settings of the project, then try again."

WORDS: dict[type, Callable[[BaseException], Problem]] = {
    # crypto
    crypto.EncryptionError: own_words("This cannot be opened", ""),
    crypto.KeyNotConfiguredError: own_words("No key", ""),
    crypto.InvalidKeyFormatError: own_words("The key cannot be used", "A key has 64 hex digits."),
    crypto.LockedError: fixed("Locked", "The keys are wiped.", "Unlock the project first."),
    crypto.UnknownKeyError: own_words(
        "The wrong key", "It was sealed with another key: open the project that it belongs to."
    ),
    crypto.SelfTestError: own_words(
        "The encryption does not work on this computer", "Install Safelight again."
    ),
    crypto.KeyringFileError: own_words("The keyring cannot be opened", ""),
    crypto.WrongPassphraseError: own_words("Not unlocked", "Try again, or use the recovery code."),
    crypto.KeyringAlteredError: own_words(
        "The keyring was altered", "Put back the copy that lies beside it, or your own backup."
    ),
    crypto.InvalidReadPolicyError: fixed(
        "ENCRYPTION_READ names no read policy",
        "It must be one of authenticated, raw-cbc, plain.",
        "Set it to one of them, or take it out of the environment.",
    ),
    crypto.DecryptionError: own_words("This cannot be opened", _ALTERED),
    crypto.AlteredError: fixed(
        "This was altered", "It is not what was sealed, so nothing of it is shown.", _ALTERED
    ),
    crypto.TruncatedError: fixed(
        "This is cut off or damaged at its end",
        "Its end is not what was sealed there, so nothing is shown.",
        _ALTERED,
    ),
    crypto.DamagedChunkError: own_words("Damaged footage", _ALTERED),
    crypto.RefusedFormatError: own_words(
        "Not readable here", "The project's read policy says which forms may be read."
    ),
    # storage
    storage.StorageError: own_words("The clip store refuses", ""),
    storage.ClipNotFoundError: fixed(
        "The footage is missing",
        "The project knows this clip, but the store does not have it.",
        "Check that the store is the right one and is mounted.",
    ),
    storage.ClipExistsError: fixed(
        "This event id is taken", "Nothing was stored.", "Choose another event id."
    ),
    storage.StorageFullError: fixed(
        "The store is full", "Nothing of the clip was kept.", "Free some room and try again."
    ),
    storage.StorageUnavailableError: fault_or("The clip store cannot be reached", _RETRY),
    storage.StorageAccessError: fault_or("The clip store refuses", ""),
    storage.StorageConfigurationError: own_words(
        "The clip store's settings cannot be used", "Change them under “Store settings”."
    ),
    storage.ReadInterruptedError: fixed("Called off", "Nothing was changed.", ""),
    storage.StorageReadOnlyError: fixed(
        "The clip store is read-only", "Nothing was stored.", "Ask for the right to write there."
    ),
    # models
    models.ModelError: own_words("The annotations cannot be used", ""),
    models.RowAlteredError: own_words("An annotation was altered", _ALTERED),
    models.StaleRevisionError: fixed(
        "Somebody else was faster",
        "The same objects were changed in another window or by another person.",
        "The clip shows their state now. Make your change again if it is still needed.",
    ),
    models.RowMissingError: fixed(
        "It is gone", "Somebody else deleted this meanwhile.", "Reload the list of clips."
    ),
    models.EventIdTakenError: fixed(
        "This event id is taken", "Nothing was stored.", "Choose another event id."
    ),
    models.DatabaseUnavailableError: own_words("The database cannot be reached", _RETRY),
    models.DatabaseReadOnlyError: fixed(
        "The database cannot be written",
        "The project is open for reading only.",
        "Check the rights on the file and the disk, then open it again.",
    ),
    models.DatabaseFullError: fixed(
        "The disk is full", "The project is open for reading only.", "Free some room, then reopen."
    ),
    models.DatabaseDamagedError: fixed(
        "The database is damaged",
        "Part of it cannot be read; nothing was changed.",
        "Restore a backup. A project that is opened with damage gets a rescue copy beside its "
        "database, still encrypted.",
    ),
    models.SchemaTooNewError: own_words("A newer Safelight is needed", ""),
    models.JournalError: fixed(
        "Changes cannot be kept",
        "The journal in the state folder cannot be written.",
        "Editing is stopped. Free some room on the disk, then open the clip again.",
    ),
    audit.AuditError: own_words("The audit log cannot be used", ""),
    audit.AuditUnwritableError: fixed(
        "The audit log cannot be written",
        "What cannot be noted is not shown, not changed and not written in clear.",
        "Free some room on the disk, or look at the rights on the state folder; then try again.",
    ),
    audit.AuditShorterError: fixed(
        "The audit log is shorter than it was",
        "Entries that this computer saw are not in the database any more: they were cut off, or "
        "an older state of the database was put back.",
        "Verify the audit log, and tell whoever runs the database.",
    ),
    audit.AuditDamagedError: fixed(
        "The audit log was altered",
        "Its newest entry is not what this computer wrote, so nothing can follow it. The project "
        "can only be read.",
        "Verify the audit log, and tell whoever runs the database.",
    ),
    StaleEditError: fixed(
        "That no longer fits", "The object has changed meanwhile.", "Look again and repeat it."
    ),
    # reviewing
    NotAllowedError: not_allowed,
    review.ReviewError: own_words("Not done", ""),
    review.HasLeftError: has_left,
    review.OwnWorkError: whose_work,
    review.OthersClipError: whose_work,
    review.ClipHandedInError: own_words("Handed in", "A reviewer can reopen it."),
    # media
    media.NoSuchFrameError: no_such_frame,
    media.MediaError: own_words("The clip cannot be decoded", ""),
    media.NotAVideoError: fixed(
        "Not a video", "The file is of no kind that Safelight can play.", "Choose another file."
    ),
    media.NoVideoStreamError: fixed(
        "No picture in it", "The file has no video in it.", "Choose another file."
    ),
    media.DamagedClipError: fixed(
        "The clip is damaged",
        "Part of it cannot be decoded.",
        "The rest can still be played. If you have another copy, import that.",
    ),
    media.DecoderCrashedError: decoder_stopped,
    # session, settings
    session.SessionError: own_words("Not done", ""),
    session.CancelledError: fixed("Cancelled", "Nothing was kept.", ""),
    session.DamagedFileError: fixed(
        "The file is damaged",
        "It cannot be decoded, so nothing of it was stored.",
        "If you have another copy, import that.",
    ),
    session.EditingStoppedError: fixed(
        "Editing is stopped", "Changes cannot be kept at the moment.", "Open the clip again."
    ),
    session.IndexIncompleteError: fixed(
        "Not yet",
        "The clip's frames are still being numbered.",
        "You can watch it; drawing starts when every frame has its number.",
    ),
    session.AnnotationIncompleteError: fixed(
        "Not yet",
        "The clip's boxes are still being loaded.",
        "You can watch it; drawing starts when all of them are there.",
    ),
    session.ExportTargetError: own_words(
        "Not exported", "Choose another file; on the command line --force replaces it."
    ),
    session.UnlockWaitError: unlock_wait,
    session.MasksInForceError: fixed(
        "Not exported: it has private objects",
        "The original footage would show what is masked.",
        "Whoever may look behind masks can lift them for this clip in the window, and export then.",
    ),
    session.LeftOverEditsError: own_words(
        "Not all changes of the last time could be taken over",
        "They are kept, sealed, in the state folder.",
    ),
    session.ClipMissingError: own_words("No such clip", "The command “ls” lists the clips."),
    migrating.MigrationRunningError: own_words("Already at work", "Wait until it has ended."),
    migrating.OtherFootageError: own_words(
        "Not migrated", "Nothing was changed. Look at what lies beside the clip in its store."
    ),
    migrating.UnprovenContainerError: own_words(
        "Not migrated", "Nothing was changed. Look at what lies beside the clip in its store."
    ),
    SettingsError: own_words("The settings cannot be used", ""),
    ProjectNotFoundError: own_words("No such project", ""),
    OSError: lambda error: Problem(
        "The system refuses",
        f"{getattr(error, 'strerror', None) or type(error).__name__}.",
        "Check the disk and the rights on the project's folders.",
    ),
}
