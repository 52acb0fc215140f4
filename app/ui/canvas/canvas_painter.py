"""Paints the whole canvas: the picture, what is on it, and what lies over both."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QPainter

from app.ui.canvas.canvas_ink import over_footage
from app.ui.canvas.chrome_painter import ChromePainter
from app.ui.canvas.guide_painter import paint_band, paint_pixel_grid, paint_points
from app.ui.canvas.hit_testing import Rect
from app.ui.canvas.interaction import Doing
from app.ui.canvas.lens_painter import Lens, at_pointer, in_a_corner, paint_lens
from app.ui.canvas.line_batch import LineBatch
from app.ui.canvas.overlay_painter import Emphasis, OverlayPainter
from app.ui.canvas.picture_painter import PaintedPicture, paint_picture
from app.ui.canvas.shape_style import Stroke
from app.ui.canvas.stage import Stage
from app.ui.canvas.tools import DrawStyle
from app.ui.canvas.view_transform import ViewTransform
from app.ui.theme import Theme
from models.annotation.geometry import Box

# The line at the foot gives way to a pointer that is nearer than this, and to handles.
_NEAR_PX, _HANDLE_PX = 24.0, 8.0
# In a lower view the line, where it covers the picture, hides too much for what it says at rest.
_AMPLE_PX = 480
_DRAFT = Stroke(2.0, 1.0, fill=0.08)


class CanvasPainter:
    """Paints a stage; `forget` when the theme changes or nothing of the clip may stay."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._chrome = ChromePainter(theme)
        self._overlay = OverlayPainter(theme)

    def forget(self) -> None:
        """Drop all texts that were made, and ask the theme again."""
        self._chrome.forget()
        self._overlay.forget()

    def paint_empty(self, painter: QPainter, area: QRectF, title: str, *, text: str) -> None:
        """Paint what to do next where there is no clip."""
        painter.fillRect(area, self._theme.color("canvas"))
        if title or text:
            self._chrome.paint_hint(painter, title, text, area=area)

    def paint(
        self,
        painter: QPainter,
        stage: Stage,
        *,
        view: ViewTransform,
        painted: PaintedPicture | None,
        marks: Sequence[str] = (),
        top: float = 0.0,
    ) -> None:
        """Paint the frame and its boxes; nothing of them before there is a picture.

        `marks` say what is not as usual about the view; they leave `top` view pixels above free.
        """
        screen = view.screen
        area = QRectF(0, 0, screen.width, screen.height)
        painter.fillRect(area, self._theme.color("canvas"))
        if painted is None:
            painter.fillRect(QRectF(*view.frame_rect()), over_footage("panel", 0.5))
            return
        paint_picture(painter, painted, view)
        paint_pixel_grid(painter, view)
        emphasis = Emphasis(stage.hovered, stage.hand.drafts, editable=stage.editable)
        tags = self._overlay.paint(painter, stage.scene, view=view, emphasis=emphasis)
        self._paint_draft(painter, stage, view)
        if stage.hand.doing is Doing.IDLE:
            self._paint_size(painter, stage, view, tags)
        self._chrome.paint_marks(painter, marks, top=top)
        self._chrome.paint_zoom(painter, view.zoom * 100, screen)
        if painted.picture.corrupt:
            self._chrome.paint_notice(
                painter, _tr("This frame is damaged in the clip"), screen, bad=True, top=top
            )
        elif not painted.picture.exact:
            shown = _tr("Nearest picture: frame {0}").format(painted.picture.frame_index)
            self._chrome.paint_notice(painter, shown, screen, bad=False, top=top)
        lens = _lens(stage, view)
        if lens is not None:
            boxes = [
                (stage.hand.drafts.get(item.track_id, item.box), item.color)
                for item in stage.scene.items
            ]
            if stage.hand.new_box is not None:
                boxes.append((stage.hand.new_box, self._draw_color(stage)))
            paint_lens(painter, lens, view=view, painted=painted, boxes=boxes)

    def paint_mode(
        self, painter: QPainter, text: str, *, stage: Stage, view: ViewTransform
    ) -> None:
        """Paint the line at the foot, unless the person is at work just there."""
        if not self.mode_is_in_the_way(text, stage, view):
            self._chrome.paint_mode(painter, text, view.screen)

    def mode_is_in_the_way(self, text: str, stage: Stage, view: ViewTransform) -> bool:
        """Return whether the line would lie over the pointer, a box in the hand, or too much."""
        area = self._chrome.mode_area(text, view.screen)
        at_rest = stage.hand.doing is Doing.IDLE and (stage.editable or not stage.why_not)
        is_low = view.screen.height < _AMPLE_PX
        if at_rest and is_low and area.intersects(QRectF(*view.frame_rect())):
            return True
        near = area.adjusted(-_NEAR_PX, -_NEAR_PX, _NEAR_PX, _NEAR_PX)
        if stage.pointer is not None and near.contains(QPointF(*stage.pointer)):
            return True
        shown = stage.scene.selected_items()
        boxes = [stage.hand.drafts.get(item.track_id, item.box) for item in shown]
        if stage.hand.new_box is not None:
            boxes.append(stage.hand.new_box)
        return any(_reaches_into(QRectF(*view.rect(box)), area) for box in boxes)

    def _paint_draft(self, painter: QPainter, stage: Stage, view: ViewTransform) -> None:
        hand = stage.hand
        if hand.doing in (Doing.AIMING, Doing.DRAWING) and stage.pointer is not None:
            at = view.screen.snapped(stage.pointer[0]), view.screen.snapped(stage.pointer[1])
            self._chrome.paint_crosshair(painter, at, QRectF(*view.frame_rect()))
        if hand.doing is Doing.RESIZING and hand.target is not None:
            handle = hand.target.part.point(view.rect(hand.drafts[hand.target.track_id]))
            at = view.screen.snapped(handle[0]), view.screen.snapped(handle[1])
            self._chrome.paint_crosshair(painter, at, QRectF(*view.frame_rect()))
        if hand.band is not None:
            paint_band(painter, hand.band, view)
        box = hand.new_box
        if box is not None:
            color = self._draw_color(stage)
            batch = LineBatch(view.screen)
            batch.add(view.rect(box), color, _DRAFT)
            batch.paint(painter)
            if hand.style is DrawStyle.EXTREMES:
                paint_points(painter, hand.points, color, view)
            self._chrome.paint_measure(painter, _size(box), view.rect(box), screen=view.screen)
        elif hand.doing in (Doing.MOVING, Doing.RESIZING) and hand.target is not None:
            moved = hand.drafts[hand.target.track_id]
            text = _place(moved) if hand.doing is Doing.MOVING else _size(moved)
            self._chrome.paint_measure(painter, text, view.rect(moved), screen=view.screen)

    def _paint_size(
        self, painter: QPainter, stage: Stage, view: ViewTransform, tags: Sequence[Rect]
    ) -> None:
        """Paint how large the selected box is, in pixels of the source."""
        shown = stage.scene.selected_items()
        if len(shown) == 1:
            box = shown[0].box
            self._chrome.paint_measure(
                painter, _size(box), view.rect(box), screen=view.screen, tags=tags
            )

    def _draw_color(self, stage: Stage) -> str:
        return stage.draw_label.color if stage.draw_label else self._theme.color("accent").name()


def _lens(stage: Stage, view: ViewTransform) -> Lens | None:
    hand, pointer = stage.hand, stage.pointer
    if pointer is None:
        return None
    if stage.lens_held:
        return at_pointer(pointer, view)
    if stage.corner_lens and hand.doing is Doing.RESIZING and hand.target is not None:
        box = hand.drafts[hand.target.track_id]
        handle = hand.target.part.point((box.x, box.y, box.w, box.h))
        return in_a_corner(handle, pointer, view.screen)
    return None


def _reaches_into(box: QRectF, area: QRectF) -> bool:
    """Return whether an edge of the box lies under `area`, or so near that a handle would."""
    grown = area.adjusted(-_HANDLE_PX, -_HANDLE_PX, _HANDLE_PX, _HANDLE_PX)
    return grown.intersects(box) and not box.contains(grown)


def _size(box: Box) -> str:
    return f"{box.w:.0f} × {box.h:.0f}"  # noqa: RUF001  (the sign for "by")


def _place(box: Box) -> str:
    return f"{box.x:.0f}, {box.y:.0f}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("Canvas", text)
