"""What the use cases refuse.

SessionError
├── CancelledError          the person cancelled; nothing is left behind
├── DamagedFileError        the file to import is damaged; a media.DamagedClipError as well
├── ClipMissingError        no clip of this id or event id in the project
├── EditingStoppedError     edits cannot be kept at the moment, so none is taken
│   └── IndexIncompleteError   not every frame has its number yet
│       └── AnnotationIncompleteError  … or not every box is loaded
├── ExportTargetError       the target exists already or cannot be written
├── MasksInForceError       private objects would be written out uncovered
├── LeftOverEditsError      not all that a process left behind as it died could be taken over
├── UnlockWaitError         too many wrong passphrases: not before so many seconds
└── SourceFileError         the file to import cannot be read, or changed while it was read
"""

from app.media.errors import DamagedClipError


class SessionError(Exception):
    """Root of the use cases' errors."""


class CancelledError(SessionError):
    """The person cancelled the work; nothing of it is left behind."""


class ClipMissingError(SessionError):
    """The project has no clip of this id or event id."""


class EditingStoppedError(SessionError):
    """Edits cannot be kept at the moment; the cause says why."""


class IndexIncompleteError(EditingStoppedError):
    """The clip's frames are being numbered; edits are taken once all of them are."""


class AnnotationIncompleteError(IndexIncompleteError):
    """The clip's boxes are being loaded; edits are taken once all of them are checked."""


class ExportTargetError(SessionError):
    """The file to export to exists already or cannot be written."""


class MasksInForceError(SessionError):
    """Objects of the clip are private: it is not written out as it is while they are masked."""


class LeftOverEditsError(SessionError):
    """Not every edit that an earlier process left behind as it died could be taken over."""


class UnlockWaitError(SessionError):
    """There were too many wrong passphrases; the next try may come in `wait_s` seconds.

    is_counted: False where the disk took no note of a wrong one, so that it counts for many.
    """

    def __init__(self, wait_s: float, *, is_counted: bool = True) -> None:
        super().__init__("too many wrong passphrases")
        self.wait_s, self.is_counted = wait_s, is_counted


class DamagedFileError(SessionError, DamagedClipError):
    """The file to import is too damaged to be played, so nothing of it was stored."""


class SourceFileError(SessionError):
    """The file to import cannot be read, or changed while it was read."""
