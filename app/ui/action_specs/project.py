"""Projects, clips, what is exported of them."""

from app.ui.action_specs.form import QT_TRANSLATE_NOOP, ActionSpec, Context, specs

PROJECT = QT_TRANSLATE_NOOP("Actions", "Project")

SPECS: tuple[ActionSpec, ...] = (
    *specs(
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
        ("audit.show", QT_TRANSLATE_NOOP("Actions", "Audit log…"), "F9", "list"),
        ("project.lock", QT_TRANSLATE_NOOP("Actions", "Lock now"), "Ctrl+L", "lock"),
    ),
    *specs(
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
        ("project.import_boxes", QT_TRANSLATE_NOOP("Actions", "Import boxes…"), "", "import"),
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
    *specs(
        PROJECT,
        Context.ALWAYS,
        ("project.new", QT_TRANSLATE_NOOP("Actions", "New project…"), "", "plus"),
        ("project.sample", QT_TRANSLATE_NOOP("Actions", "Open the sample project"), "", "film"),
        ("project.quit", QT_TRANSLATE_NOOP("Actions", "Quit"), "Ctrl+Q", "log-out"),
    ),
)
