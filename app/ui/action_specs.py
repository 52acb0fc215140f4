"""Every action of the program, with its keys: the default preset, which follows CVAT.

Data only. Texts are English sources for translation, in the context "Actions". An action stands
here once and is the same in menus, on buttons, in the command palette, under its keys and on the
F1 overlay.
"""

from dataclasses import dataclass
from enum import StrEnum


class Context(StrEnum):
    """When an action can be used. Each context holds within all that follow it."""

    ALWAYS = "always"  # even while locked or without a project
    PROJECT = "project"
    CLIP = "clip"
    ANNOTATE = "annotate"  # a clip is open and may be changed


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action.

    text: with "{0}" where the action's digit belongs.
    shortcuts: portable key texts such as "Ctrl+K", the one to show first.
    group: the heading under which palette, menus and overlay list it.
    icon: a name in `resources/icons`, or "".
    checkable: it has a state that is on or off.
    repeats: it goes on while its key is held down.
    """

    id: str
    text: str
    shortcuts: tuple[str, ...]
    group: str
    context: Context
    icon: str = ""
    checkable: bool = False
    repeats: bool = False


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Mark a text for the translators' tool, which knows this name; Qt's own says `object`."""
    return text


PLAYBACK = QT_TRANSLATE_NOOP("Actions", "Playback")
STEPS = QT_TRANSLATE_NOOP("Actions", "Go to")
DRAW = QT_TRANSLATE_NOOP("Actions", "Draw")
LABELS = QT_TRANSLATE_NOOP("Actions", "Labels")
EDIT = QT_TRANSLATE_NOOP("Actions", "Edit")
VIEW = QT_TRANSLATE_NOOP("Actions", "View")
CAMERAS = QT_TRANSLATE_NOOP("Actions", "Side by side")
PROJECT = QT_TRANSLATE_NOOP("Actions", "Project")
HELP = QT_TRANSLATE_NOOP("Actions", "Help")

_CHECKABLE = frozenset(
    [
        "loop.toggle",
        "play.sound",
        "view.clips",
        "view.objects",
        "view.inspector",
        "view.timeline",
        "view.strips",
        "view.arrange",
        "view.diagnostics",
        "view.full_screen",
    ]
)

# Held down, these go on; every other action runs once a key press.
_REPEATS = (
    "frame.",
    "keyframe.",
    "annotated.",
    "nudge.",
    "edit.undo",
    "edit.redo",
    "cameras.frame_",
    "cameras.ms_",
)

_CHOOSE = QT_TRANSLATE_NOOP("Actions", "Draw with label {0}")
_GIVE = QT_TRANSLATE_NOOP("Actions", "Give label {0} to the selection")

# By their labels' names, once these are known.
CHOOSE_BY_NAME = QT_TRANSLATE_NOOP("Actions", "Draw with label: {0}")
GIVE_BY_NAME = QT_TRANSLATE_NOOP("Actions", "Give the selection the label: {0}")

_Row = tuple[str, str, str, str]


def _specs(group: str, context: Context, *rows: _Row) -> tuple[ActionSpec, ...]:
    """Read rows of id, text, keys parted by blanks, icon."""
    return tuple(
        ActionSpec(
            id=identifier,
            text=text,
            shortcuts=tuple(keys.split()),
            group=group,
            context=context,
            icon=icon,
            checkable=identifier in _CHECKABLE,
            repeats=identifier.startswith(_REPEATS),
        )
        for identifier, text, keys, icon in rows
    )


DEFAULT_SPECS: tuple[ActionSpec, ...] = (
    *_specs(
        PLAYBACK,
        Context.CLIP,
        ("play.toggle", QT_TRANSLATE_NOOP("Actions", "Play or pause"), "Space", "play"),
        (
            "play.backwards",
            QT_TRANSLATE_NOOP("Actions", "Play backwards"),
            "Shift+Space",
            "rewind",
        ),
        ("play.slower", QT_TRANSLATE_NOOP("Actions", "Slower"), "[", ""),
        ("play.faster", QT_TRANSLATE_NOOP("Actions", "Faster"), "]", ""),
        ("play.normal", QT_TRANSLATE_NOOP("Actions", "Normal speed"), "Backspace", "gauge"),
        ("play.sound", QT_TRANSLATE_NOOP("Actions", "Sound"), "Shift+M", "volume-2"),
        ("loop.in", QT_TRANSLATE_NOOP("Actions", "Loop from this frame"), "I", ""),
        ("loop.out", QT_TRANSLATE_NOOP("Actions", "Loop to this frame"), "Shift+I", ""),
        ("loop.toggle", QT_TRANSLATE_NOOP("Actions", "Loop on or off"), "Alt+I", "repeat"),
    ),
    *_specs(
        STEPS,
        Context.CLIP,
        ("frame.next", QT_TRANSLATE_NOOP("Actions", "Next frame"), "F Right .", "chevron-right"),
        (
            "frame.previous",
            QT_TRANSLATE_NOOP("Actions", "Previous frame"),
            "D Left ,",
            "chevron-left",
        ),
        ("frame.forward_10", QT_TRANSLATE_NOOP("Actions", "10 frames forward"), "V", ""),
        ("frame.back_10", QT_TRANSLATE_NOOP("Actions", "10 frames back"), "C", ""),
        ("frame.first", QT_TRANSLATE_NOOP("Actions", "First frame"), "Home", "skip-back"),
        ("frame.last", QT_TRANSLATE_NOOP("Actions", "Last frame"), "End", "skip-forward"),
        ("frame.ask", QT_TRANSLATE_NOOP("Actions", "Go to a frame or time…"), "`", "clock"),
        ("keyframe.next", QT_TRANSLATE_NOOP("Actions", "Next keyframe"), "R", ""),
        ("keyframe.previous", QT_TRANSLATE_NOOP("Actions", "Previous keyframe"), "E", ""),
        ("annotated.next", QT_TRANSLATE_NOOP("Actions", "Next frame with boxes"), "Alt+Right", ""),
        (
            "annotated.previous",
            QT_TRANSLATE_NOOP("Actions", "Previous frame with boxes"),
            "Alt+Left",
            "",
        ),
    ),
    *_specs(
        STEPS,
        Context.PROJECT,
        ("clip.next", QT_TRANSLATE_NOOP("Actions", "Next clip"), "PgDown", ""),
        ("clip.previous", QT_TRANSLATE_NOOP("Actions", "Previous clip"), "PgUp", ""),
    ),
    *_specs(
        DRAW,
        Context.ANNOTATE,
        ("draw.select", QT_TRANSLATE_NOOP("Actions", "Select and move"), "", "mouse-pointer-2"),
        ("draw.track", QT_TRANSLATE_NOOP("Actions", "New track"), "N W", "spline"),
        ("draw.box", QT_TRANSLATE_NOOP("Actions", "New single-frame box"), "Shift+N", "square"),
    ),
    *_specs(
        EDIT,
        Context.CLIP,
        ("edit.save", QT_TRANSLATE_NOOP("Actions", "Save (happens by itself)"), "Ctrl+S", "check"),
    ),
    *_specs(
        LABELS,
        Context.ANNOTATE,
        *((f"label.choose_{n}", _CHOOSE, f"{n}", "tag") for n in range(1, 10)),
        *((f"label.give_{n}", _GIVE, f"Ctrl+{n}", "tag") for n in range(1, 10)),
    ),
    *_specs(
        EDIT,
        Context.ANNOTATE,
        ("edit.undo", QT_TRANSLATE_NOOP("Actions", "Undo"), "Ctrl+Z", "undo-2"),
        ("edit.redo", QT_TRANSLATE_NOOP("Actions", "Redo"), "Ctrl+Shift+Z Ctrl+Y", "redo-2"),
        ("edit.copy", QT_TRANSLATE_NOOP("Actions", "Copy box"), "Ctrl+C", "copy"),
        ("edit.paste", QT_TRANSLATE_NOOP("Actions", "Paste box"), "Ctrl+V", "clipboard-paste"),
        ("edit.delete", QT_TRANSLATE_NOOP("Actions", "Delete…"), "Del", "trash-2"),
        (
            "edit.delete_also_locked",
            QT_TRANSLATE_NOOP("Actions", "Delete, even if locked…"),
            "Shift+Del",
            "",
        ),
        ("track.keyframe", QT_TRANSLATE_NOOP("Actions", "Keyframe on or off"), "K", "diamond"),
        ("track.outside", QT_TRANSLATE_NOOP("Actions", "Outside from here on"), "O", "eye-off"),
        ("track.occluded", QT_TRANSLATE_NOOP("Actions", "Occluded"), "Q", "layers"),
        ("track.accept", QT_TRANSLATE_NOOP("Actions", "Accept suggestion"), "A", "check"),
        ("track.end", QT_TRANSLATE_NOOP("Actions", "End the track here"), "", ""),
        ("track.lock", QT_TRANSLATE_NOOP("Actions", "Lock track"), "L", "lock"),
        ("track.hide", QT_TRANSLATE_NOOP("Actions", "Hide track"), "H", "eye"),
        ("nudge.left", QT_TRANSLATE_NOOP("Actions", "Nudge left"), "Ctrl+Left", ""),
        ("nudge.right", QT_TRANSLATE_NOOP("Actions", "Nudge right"), "Ctrl+Right", ""),
        ("nudge.up", QT_TRANSLATE_NOOP("Actions", "Nudge up"), "Ctrl+Up", ""),
        ("nudge.down", QT_TRANSLATE_NOOP("Actions", "Nudge down"), "Ctrl+Down", ""),
        (
            "nudge.left_10",
            QT_TRANSLATE_NOOP("Actions", "Nudge left by 10 px"),
            "Ctrl+Shift+Left",
            "",
        ),
        (
            "nudge.right_10",
            QT_TRANSLATE_NOOP("Actions", "Nudge right by 10 px"),
            "Ctrl+Shift+Right",
            "",
        ),
        ("nudge.up_10", QT_TRANSLATE_NOOP("Actions", "Nudge up by 10 px"), "Ctrl+Shift+Up", ""),
        (
            "nudge.down_10",
            QT_TRANSLATE_NOOP("Actions", "Nudge down by 10 px"),
            "Ctrl+Shift+Down",
            "",
        ),
    ),
    *_specs(
        VIEW,
        Context.CLIP,
        ("view.fit", QT_TRANSLATE_NOOP("Actions", "Fit the frame"), "Z", "maximize"),
        ("view.actual", QT_TRANSLATE_NOOP("Actions", "Actual pixels (100 %)"), "Shift+Z", ""),
        (
            "view.selection",
            QT_TRANSLATE_NOOP("Actions", "Zoom to the selection"),
            "Alt+Z",
            "zoom-in",
        ),
        ("view.diagnostics", QT_TRANSLATE_NOOP("Actions", "Diagnostics"), "F12", "gauge"),
    ),
    *_specs(
        VIEW,
        Context.PROJECT,
        (
            "view.transfers",
            QT_TRANSLATE_NOOP("Actions", "Show transfers"),
            "Ctrl+J",
            "arrow-down-up",
        ),
        ("view.clips", QT_TRANSLATE_NOOP("Actions", "Clips panel"), "", "panel-left"),
        ("view.objects", QT_TRANSLATE_NOOP("Actions", "Objects panel"), "", "list"),
        ("view.inspector", QT_TRANSLATE_NOOP("Actions", "Inspector panel"), "", "panel-right"),
        ("view.timeline", QT_TRANSLATE_NOOP("Actions", "Timeline"), "", "panel-bottom"),
        ("view.strips", QT_TRANSLATE_NOOP("Actions", "Motion and pictures"), "", "film"),
        ("view.arrange", QT_TRANSLATE_NOOP("Actions", "Arrange panels"), "", "move"),
        ("view.reset", QT_TRANSLATE_NOOP("Actions", "Panels to their places"), "", ""),
    ),
    *_specs(
        VIEW,
        Context.ALWAYS,
        ("view.full_screen", QT_TRANSLATE_NOOP("Actions", "Full screen"), "F11", "maximize"),
        ("view.dark", QT_TRANSLATE_NOOP("Actions", "Dark theme"), "", "moon"),
        ("view.light", QT_TRANSLATE_NOOP("Actions", "Light theme"), "", "sun"),
        ("view.system", QT_TRANSLATE_NOOP("Actions", "Theme of the system"), "", "monitor"),
    ),
    *_specs(
        CAMERAS,
        Context.CLIP,
        (
            "cameras.add",
            QT_TRANSLATE_NOOP("Actions", "Show a clip beside this one…"),
            "B",
            "layout-grid",
        ),
        (
            "cameras.frame_back",
            QT_TRANSLATE_NOOP("Actions", "Camera one frame earlier"),
            "Alt+,",
            "chevron-left",
        ),
        (
            "cameras.frame_on",
            QT_TRANSLATE_NOOP("Actions", "Camera one frame later"),
            "Alt+.",
            "chevron-right",
        ),
        (
            "cameras.ms_back",
            QT_TRANSLATE_NOOP("Actions", "Camera 100 ms earlier"),
            "Ctrl+Alt+,",
            "chevron-left",
        ),
        (
            "cameras.ms_on",
            QT_TRANSLATE_NOOP("Actions", "Camera 100 ms later"),
            "Ctrl+Alt+.",
            "chevron-right",
        ),
        (
            "cameras.reset",
            QT_TRANSLATE_NOOP("Actions", "Camera without offset"),
            "Alt+0",
            "rotate-ccw",
        ),
        (
            "cameras.hold",
            QT_TRANSLATE_NOOP("Actions", "Hold camera, then same moment"),
            "Alt+B",
            "clock",
        ),
        (
            "cameras.swap",
            QT_TRANSLATE_NOOP("Actions", "Swap the camera with the main picture"),
            "",
            "arrow-down-up",
        ),
        ("cameras.close", QT_TRANSLATE_NOOP("Actions", "Close this camera"), "", "x"),
        ("cameras.close_all", QT_TRANSLATE_NOOP("Actions", "Close all cameras"), "Shift+B", "x"),
    ),
    *_specs(
        PROJECT,
        Context.PROJECT,
        ("project.import", QT_TRANSLATE_NOOP("Actions", "Import footage…"), "Ctrl+I", "upload"),
        ("project.find", QT_TRANSLATE_NOOP("Actions", "Filter the clips"), "Ctrl+F", "list-filter"),
        (
            "project.find_stored",
            QT_TRANSLATE_NOOP("Actions", "Find clips in the store…"),
            "",
            "search",
        ),
        ("project.store", QT_TRANSLATE_NOOP("Actions", "Store settings…"), "", "hard-drive"),
        ("project.lock", QT_TRANSLATE_NOOP("Actions", "Lock now"), "Ctrl+L", "lock"),
    ),
    *_specs(
        PROJECT,
        Context.CLIP,
        (
            "clip.keep",
            QT_TRANSLATE_NOOP("Actions", "Keep the clip offline"),
            "Ctrl+Shift+K",
            "pin",
        ),
        (
            "clip.release",
            QT_TRANSLATE_NOOP("Actions", "Do not keep the clip offline"),
            "",
            "",
        ),
        ("clip.clock", QT_TRANSLATE_NOOP("Actions", "Camera clock…"), "Ctrl+Shift+T", "clock"),
        ("project.delete_clip", QT_TRANSLATE_NOOP("Actions", "Delete clip…"), "", "trash-2"),
        (
            "project.export_frame",
            QT_TRANSLATE_NOOP("Actions", "Export this frame in clear…"),
            "",
            "image",
        ),
        (
            "project.export_clip",
            QT_TRANSLATE_NOOP("Actions", "Export the original clip in clear…"),
            "",
            "download",
        ),
    ),
    *_specs(
        PROJECT,
        Context.ALWAYS,
        ("project.new", QT_TRANSLATE_NOOP("Actions", "New project…"), "", "plus"),
        ("project.sample", QT_TRANSLATE_NOOP("Actions", "Open the sample project"), "", "film"),
        ("project.quit", QT_TRANSLATE_NOOP("Actions", "Quit"), "Ctrl+Q", "log-out"),
    ),
    *_specs(
        HELP,
        Context.ALWAYS,
        (
            "help.palette",
            QT_TRANSLATE_NOOP("Actions", "Search or run a command"),
            "Ctrl+K",
            "search",
        ),
        ("help.keys", QT_TRANSLATE_NOOP("Actions", "Keys"), "F1", "keyboard"),
        ("help.preferences", QT_TRANSLATE_NOOP("Actions", "Preferences…"), "F2", "settings"),
        ("help.about", QT_TRANSLATE_NOOP("Actions", "About Safelight"), "", "info"),
    ),
)
