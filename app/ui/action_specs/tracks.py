"""Tracks: their keyframes, and what makes one of several or several of one."""

from app.ui.action_specs.form import QT_TRANSLATE_NOOP, ActionSpec, Context, specs

TRACKS = QT_TRANSLATE_NOOP("Actions", "Tracks")

SPECS: tuple[ActionSpec, ...] = (
    *specs(
        TRACKS,
        Context.ANNOTATE,
        ("track.keyframe", QT_TRANSLATE_NOOP("Actions", "Keyframe on or off"), "K", "diamond"),
        ("track.outside", QT_TRANSLATE_NOOP("Actions", "Outside from here on"), "O", "eye-off"),
        ("track.occluded", QT_TRANSLATE_NOOP("Actions", "Occluded"), "Q", "layers"),
        (
            "track.interpolate",
            QT_TRANSLATE_NOOP("Actions", "Gap or interpolation here"),
            "Shift+K",
            "",
        ),
        ("track.end", QT_TRANSLATE_NOOP("Actions", "End the track here"), "Shift+O", "flag"),
        ("track.accept", QT_TRANSLATE_NOOP("Actions", "Accept suggestion"), "A", "check"),
        ("track.merge", QT_TRANSLATE_NOOP("Actions", "Merge tracks"), "M", ""),
        ("track.split", QT_TRANSLATE_NOOP("Actions", "Split the track here"), "Alt+M", ""),
        (
            "track.swap",
            QT_TRANSLATE_NOOP("Actions", "Swap tracks from here on"),
            "Ctrl+M",
            "arrow-down-up",
        ),
        ("track.propagate", QT_TRANSLATE_NOOP("Actions", "Propagate boxes…"), "Ctrl+B", "repeat"),
        (
            "track.propagate_again",
            QT_TRANSLATE_NOOP("Actions", "Propagate as last time"),
            "Ctrl+Alt+B",
            "",
        ),
        (
            "track.repeat",
            QT_TRANSLATE_NOOP("Actions", "Repeat the last boxes here"),
            "Ctrl+P",
            "",
        ),
        (
            "track.convert",
            QT_TRANSLATE_NOOP("Actions", "Turn a track into boxes, or boxes into a track"),
            "",
            "",
        ),
        ("track.group", QT_TRANSLATE_NOOP("Actions", "Group"), "Ctrl+G", ""),
        ("track.ungroup", QT_TRANSLATE_NOOP("Actions", "Ungroup"), "Ctrl+Shift+G", ""),
        ("track.lock", QT_TRANSLATE_NOOP("Actions", "Lock track"), "L", "lock"),
        ("track.pin", QT_TRANSLATE_NOOP("Actions", "Pin in place"), "P", "pin"),
        ("track.hide", QT_TRANSLATE_NOOP("Actions", "Hide track"), "H", "eye"),
    ),
    *specs(
        TRACKS,
        Context.CLIP,
        (
            "track.middle",
            QT_TRANSLATE_NOOP("Actions", "Half-way between keyframes"),
            "Alt+R",
            "",
        ),
    ),
)
