"""How the open clip is looked at: following, lenses, a peek at another frame, ways of drawing."""

from functools import partial

from PySide6.QtCore import QObject

from app.ui.action_specs import Context
from app.ui.actions import ActionRegistry
from app.ui.canvas.held_action import HeldAction
from app.ui.canvas.tools import DrawStyle
from app.ui.desk.clip.clip_desk import ClipDesk


class CanvasDesk(QObject):
    """Joins actions to the canvas of the open clip."""

    def __init__(self, registry: ActionRegistry, clips: ClipDesk) -> None:
        super().__init__(clips)
        self._registry = registry
        self._clips = clips
        self._canvas = canvas = clips.parts.canvas
        # The frame to come back to from a peek, and what could be done there.
        self._home: tuple[int, Context] | None = None
        self._peek_words = ""
        self._follow = registry.action("view.follow")
        self._extremes = registry.action("draw.extremes")
        corner_lens = registry.action("view.corner_lens")
        connect = registry.connect_action
        connect("draw.select_all", canvas.select_all)
        connect("draw.extremes", lambda: self._set_style(by_extremes=self._extremes.isChecked()))
        connect("view.follow", lambda: canvas.follow_selection(self._follow.isChecked()))
        connect("view.corner_lens", lambda: canvas.set_corner_lens(corner_lens.isChecked()))
        canvas.style_requested.connect(
            lambda style: self._set_style(by_extremes=style is DrawStyle.EXTREMES)
        )
        canvas.following_changed.connect(lambda who: self._follow.setChecked(who is not None))
        canvas.frame_requested.connect(clips.go_to)
        lens = self._lens = HeldAction(registry.action("view.lens"), self)
        lens.began.connect(partial(canvas.set_lens, True))
        lens.ended.connect(partial(canvas.set_lens, False))
        self._peeks = []
        for action_id, forward in (("view.peek_previous", False), ("view.peek_next", True)):
            peek = HeldAction(registry.action(action_id), self)
            peek.began.connect(partial(self._peek, forward=forward))
            peek.ended.connect(self._come_back)
            self._peeks.append(peek)
        clips.clip_closed.connect(self._on_clip_closed)
        clips.editor.editable_changed.connect(self._on_editable)

    @property
    def peeks(self) -> bool:
        """Whether another frame is looked at for as long as a key is held."""
        return self._home is not None

    def _set_style(self, *, by_extremes: bool) -> None:
        self._extremes.setChecked(by_extremes)
        self._canvas.set_style(DrawStyle.EXTREMES if by_extremes else DrawStyle.CORNERS)

    def _peek(self, *, forward: bool) -> None:
        """Show the next keyframe of the selection, or the next frame; nothing can be changed."""
        clips, here = self._clips, self._clips.frame_index
        if clips.session is None or self._home is not None:
            return
        clips.playback.pause()
        annotation, selection = clips.editor.annotation, clips.editor.selection
        find = annotation.next_keyframe if forward else annotation.previous_keyframe
        there = find(here, selection) if selection else None
        if there is None:
            there = min(max(here + (1 if forward else -1), 0), clips.last_frame)
        self._home = here, self._registry.context
        self._registry.set_context(Context.CLIP)
        words = self.tr("Looking at frame {0} · let go of the key to come back to {1}")
        self._peek_words = words.format(there, here)
        self._allow_changes(allowed=False, why_not=self._peek_words)
        clips.go_to(there)

    def _come_back(self) -> None:
        if self._home is None:
            return
        (here, context), self._home = self._home, None
        self._registry.set_context(context)
        editable = self._clips.editor.editable
        why_not = "" if editable else self._clips.why_not
        self._allow_changes(allowed=editable, why_not=why_not)
        self._clips.go_to(here)

    def _allow_changes(self, *, allowed: bool, why_not: str) -> None:
        parts = self._clips.parts
        parts.canvas.set_editable(allowed, why_not=why_not)
        for panel in (parts.objects, parts.inspector):
            panel.set_usable(open_clip=True, editable=allowed)

    def _on_editable(self) -> None:
        """Whatever the clip takes from now on, what is only peeked at is not changed."""
        if self.peeks and self._clips.session is not None:
            self._allow_changes(allowed=False, why_not=self._peek_words)

    def _on_clip_closed(self) -> None:
        """Nothing is held on to of a clip that is gone."""
        self._home = None
        for held in (self._lens, *self._peeks):
            held.end()
