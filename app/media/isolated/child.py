"""What runs in a decoder process: a player, or one task, on a stream that the program reads.

The main thread takes commands and ends the process when the program is gone; a player's own thread
decodes. A task decodes on the main thread.
"""

import contextlib
import mmap
import os
import socket
import threading
import time
from dataclasses import astuple, dataclass
from typing import Any

from app.media.errors import MediaError
from app.media.isolated.arena import Activity, Arena
from app.media.isolated.channel import Channel
from app.media.isolated.confine import confine, keep_only
from app.media.isolated.plan import Plan, PlayerPlan, SparePlan, TaskPlan, unpickled
from app.media.isolated.remote_stream import RemoteStream
from app.media.isolated.task_functions import TASKS
from app.media.isolated.wire import (
    Kind,
    PictureNote,
    error_body,
    state_body,
    stats_numbers,
)
from app.media.pictures.picture import Picture
from app.media.player.commands import Orders, PlayerCommands
from app.media.player.player import Player
from app.media.player.state import PlayerState
from crypto.errors import EncryptionError
from storage.errors import StorageError
from storage.interrupt import Interrupt

_MOST_COMMAND_BYTES = 1 << 16
_STATS_EVERY_S = 0.5
# A process of its own can step back without holding up the window, as a thread would.
_NICE = 10
# Enough to come second, not so much that a busy machine lets it starve.
_LESS_NICE = 4
# Reference pictures, and what each of the decoder's threads works on.
_FRAMES_UNDER_WAY = 20
# Room that is ready before the first picture: one slot, for a picture of most screens.
_USUAL_PICTURE_BYTES = 1920 * 1080 * 4
# So many slots are in turn while pictures are shown one after another.
_USUAL_SLOTS = 3
Command = tuple[str, tuple[Any, ...], dict[str, Any]]
_KNOWN_TROUBLE = (MediaError, EncryptionError, StorageError, OSError)


@dataclass(frozen=True, slots=True)
class Given:
    """The file descriptors that a decoder process is given."""

    data: int
    requests: int
    commands: int
    arena: int
    plan: int


def run(given: Given, *, nursery_pid: int) -> None:
    """Do what the plan says, then end the process. Never returns."""
    keep_only(astuple(given))
    plan = unpickled(_content(given.plan))
    arena = Arena(given.arena, slot_bytes=plan.slot_bytes, slot_count=plan.slot_count)
    os.close(given.arena)
    confine(nursery_pid=nursery_pid, memory_bytes=plan.memory_bytes, niceness=_niceness(plan))
    data, requests = socket.socket(fileno=given.data), socket.socket(fileno=given.requests)
    channel = Channel(data, requests, arena)
    commands = socket.socket(fileno=given.commands)
    if isinstance(plan, SparePlan):
        arena.prepare(1, _USUAL_PICTURE_BYTES)
        _, (plan,), _ = _next_command(commands)
        arena.command_taken()
    if isinstance(plan, PlayerPlan):
        _play(plan, channel, arena, commands)
    else:
        _work(plan, channel)
    os._exit(0)


def _next_command(commands: socket.socket) -> Command:
    """Wait for what the program orders next; end with the program.

    Raises: TimeoutError.
    """
    message, descriptors, _, _ = socket.recv_fds(commands, _MOST_COMMAND_BYTES, 1)
    if not message:
        os._exit(0)
    command: Command = unpickled(_content(descriptors[0]) if descriptors else message)
    return command


def _niceness(plan: Plan | SparePlan) -> int:
    if isinstance(plan, PlayerPlan):
        return _LESS_NICE if plan.yields else 0
    return _NICE if isinstance(plan, TaskPlan) and not TASKS[plan.task].is_urgent else 0


def _content(descriptor: int) -> bytes:
    with mmap.mmap(descriptor, 0, prot=mmap.PROT_READ) as memory:
        os.close(descriptor)
        return memory[:]


# -- a player


def _play(plan: PlayerPlan, channel: Channel, arena: Arena, commands: socket.socket) -> None:
    threading.excepthook = lambda _: os._exit(1)
    sink = _Sink(channel)
    player = _player_type(channel, plan.target)(
        lambda interrupt: _opened(channel, interrupt),
        plan.index,
        cache_bytes=plan.cache_bytes - _under_way_bytes(plan),
        on_picture=sink.on_picture,
        on_state=sink.on_state,
        on_failed=sink.on_failed,
    )
    commands.settimeout(_STATS_EVERY_S)
    prepared_bytes = 0
    while True:
        arena.stamp_listening(time.monotonic_ns())
        try:
            name, arguments, named = _next_command(commands)
        except TimeoutError:
            if (stats := getattr(player, "stats", None)) is not None:
                arena.put_stats(stats_numbers(stats))
            if sink.largest_bytes > prepared_bytes:
                prepared_bytes = sink.largest_bytes
                arena.prepare(_USUAL_SLOTS, prepared_bytes)
            continue
        getattr(player, name)(*arguments, **named)
        arena.command_taken()


def _under_way_bytes(plan: PlayerPlan) -> int:
    """Give the part of the budget that is for frames which the decoder itself has in hand."""
    frame_bytes = plan.index.coded_width * plan.index.coded_height * 3 // 2
    return min(_FRAMES_UNDER_WAY * frame_bytes, plan.cache_bytes // 4)


def _opened(channel: Channel, interrupt: Interrupt) -> RemoteStream:
    return RemoteStream(channel, interrupt.is_set)


def _player_type(channel: Channel, target: int) -> type[Player]:
    """Give a player whose commands tell of its thread's headway, and that stands at a frame."""

    class StampingCommands(PlayerCommands):
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            self.played_to(target, self._orders.generation)

        @property
        def now(self) -> Orders:
            if threading.current_thread() is not threading.main_thread():
                channel.stamp()
            return self._orders

        def take(self) -> Orders:
            channel.stamp()
            return super().take()

        def wait(self, timeout_s: float | None) -> None:
            channel.stamp(Activity.RESTING)
            super().wait(timeout_s)
            channel.stamp()

    class StampingPlayer(Player):
        commands_type = StampingCommands

    return StampingPlayer


class _Sink:
    """Sends on what the player gives."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self.largest_bytes = 0

    def on_picture(self, picture: Picture) -> None:
        height, width = picture.bgra.shape[:2]
        note = PictureNote(
            slot=self._channel.put(picture.bgra),
            width=width,
            height=height,
            frame_index=picture.frame_index,
            exact=picture.exact,
            corrupt=picture.corrupt,
            reduced=picture.reduced,
            source_rect=picture.source_rect,
            view=picture.view,
        )
        self._channel.tell(Kind.PICTURE, note.to_body())
        self.largest_bytes = max(self.largest_bytes, picture.bgra.size)

    def on_state(self, state: PlayerState) -> None:
        self._channel.tell(Kind.STATE, state_body(state))

    def on_failed(self, error: Exception) -> None:
        self._channel.tell(Kind.FAILED, error_body(error))


# -- a task


def _work(plan: TaskPlan, channel: Channel) -> None:
    channel.stamp()
    try:
        task = TASKS[plan.task]
        with RemoteStream(channel, lambda: False, ahead=task.reads_all) as stream:
            items = task.run(stream, plan.index, channel.progress, **plan.arguments)
            for item in items:
                channel.item(item)
    except _KNOWN_TROUBLE as error:
        channel.tell(Kind.FAILED, error_body(error))
    else:
        channel.tell(Kind.DONE, {})
    # The program hangs up when it has taken everything.
    with contextlib.suppress(OSError):
        channel.wait_for_end()
