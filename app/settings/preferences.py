"""What a person prefers on this machine."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from app.settings import toml_file
from app.settings.paths import Paths

THEMES = ("system", "dark", "light")
# By itself, on and off: what follows the machine or the room until a person says otherwise.
SWITCHES = ("auto", "on", "off")
RULERS = ("auto", "clock", "time", "timecode", "frames")
WORKSPACES = ("annotate", "review")
MOMENTS = ("time", "clock", "timecode", "pts")
LANE_ORDERS = ("number", "start", "label", "touched")
_CHOICES = {
    "theme": THEMES,
    "strips": SWITCHES,
    "film": SWITCHES,
    "ruler": RULERS,
    "moment": MOMENTS,
    "lanes_order": LANE_ORDERS,
    "workspace": WORKSPACES,
}
_RANGES = {
    "idle_lock_minutes": (0, 30),
    "cache_mib": (32, 8192),
    "copies_mib": (0, 16 << 20),
    "minimum_box_px": (1, 64),
    "new_tracks_end_after": (0, 100_000),
    "sample_every_s": (1, 3600),
    "followed_percent": (5, 1000),
}


@dataclass(frozen=True, slots=True)
class Preferences:
    """Unknown or out-of-range values in the file fall back to these defaults.

    idle_lock_minutes: 0 never locks, where a project's rules allow that.
    cache_mib: decoded frames kept in memory.
    copies_mib: what copies of distant clips may take on the disk, besides those kept offline.
    new_tracks_end_after: for how many frames a new track holds its last box; 0 is for ever.
    low_end: playback spares the machine; without it, it does so while frames keep coming late.
    strips: motion and thumbnails on the timeline; "auto" leaves them out on a weak machine.
    film: the timeline's row of pictures; "auto" shows it where there is ample room.
    ruler: what the timeline's ruler counts in; "auto" is the wall clock of clips that have one.
    moment: the unit in which the transport tells first which moment is on screen.
    reopens: a start leads to the clip and the frame at which the person left the project.
    lanes_…: how the timeline's lanes are laid out; collapsed are ids of labels, between blanks.
    workspace: the one that the window was left in.
    sample_every_s: how far the stops lie apart at which samples of a clip are reviewed.
    followed_percent: how large objects are shown one by one, of the view's shorter side.
    count_time: it is counted how long the person works, where a project's rules allow that.
    """

    theme: str = "system"
    idle_lock_minutes: int = 10
    cache_mib: int = 256
    copies_mib: int = 10 << 10
    minimum_box_px: int = 2
    new_tracks_end_after: int = 0
    low_end: bool = False
    strips: str = "auto"
    film: str = "auto"
    ruler: str = "auto"
    moment: str = "time"
    reopens: bool = True
    lanes_order: str = "number"
    lanes_grouped: bool = False
    lanes_collapsed: str = ""
    lanes_here_only: bool = False
    lanes_narrow: bool = False
    workspace: str = "annotate"
    sample_every_s: int = 5
    followed_percent: int = 60
    count_time: bool = True
    last_project: str = ""


def load_preferences(paths: Paths) -> Preferences:
    """Return the saved preferences.

    Raises:
        SettingsFileError: the file cannot be read or is not TOML.
    """
    untrusted = toml_file.read(paths.preferences_file)
    sound: dict[str, Any] = {
        field.name: untrusted[field.name]
        for field in fields(Preferences)
        if type(untrusted.get(field.name)) is type(field.default)
        and _is_sound(field.name, untrusted[field.name])
    }
    return Preferences(**sound)


def save_preferences(paths: Paths, preferences: Preferences) -> None:
    """Write the preferences.

    Raises:
        SettingsFileError: the disk refuses.
    """
    toml_file.write(paths.preferences_file, asdict(preferences))


def _is_sound(name: str, value: Any) -> bool:
    if name in _CHOICES:
        return value in _CHOICES[name]
    low, high = _RANGES.get(name, (None, None))
    return low is None or high is None or bool(low <= value <= high)
