"""The widgets that show a clip, by their own types."""

from dataclasses import dataclass

from app.ui.canvas.canvas import Canvas
from app.ui.panels.history_panel import HistoryPanel
from app.ui.panels.inspector_panel import InspectorPanel
from app.ui.panels.objects_panel import ObjectsPanel
from app.ui.timeline.timeline import Timeline
from app.ui.timeline.transport import Transport


@dataclass(frozen=True, slots=True)
class ClipParts:
    """One of each; the window places them, the desk fills them."""

    canvas: Canvas
    transport: Transport
    timeline: Timeline
    objects: ObjectsPanel
    inspector: InspectorPanel
    history: HistoryPanel
