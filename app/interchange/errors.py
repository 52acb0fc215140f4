"""What can be wrong with a file of another program.

InterchangeError
├── NotThisFormatError    it is not a file of that format at all
└── MalformedFileError    it is, but what it says makes no sense; names the place
"""


class InterchangeError(Exception):
    """Root of these errors; `str()` is a sentence for people that quotes nothing of the file."""


class NotThisFormatError(InterchangeError):
    """The file is of another format, or none."""


class MalformedFileError(InterchangeError):
    """The file is broken at one place, which the sentence tells."""
