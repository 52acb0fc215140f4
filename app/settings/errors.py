"""What can be wrong with a settings file.

SettingsError
├── ProjectNotFoundError   no project of that id
└── SettingsFileError      a file that cannot be read or has the wrong form
"""


class SettingsError(Exception):
    """Root of the settings' errors."""


class ProjectNotFoundError(SettingsError):
    """No project has this id or name."""


class SettingsFileError(SettingsError):
    """A settings file cannot be read or does not have the form it should have."""
