"""A person at another computer: a process of its own, with a profile of its own, at one project.

    python -m tests.support.colleague PROJECT      takes orders, a JSON object a line, and answers

An order names what to do and of what; the answer holds what came of it, or the error's name.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from app.compose import open_project
from app.session.clip_session import ClipSession
from app.session.events import EditsRefused
from app.session.project import Project
from app.session.review import issues
from app.session.review.verdicts import judge_clip
from app.session.review.workflow import hand_in
from app.settings.paths import Paths
from app.settings.projects import load_project
from models.annotation import gestures
from models.annotation.geometry import Box
from models.audit import events
from tests.support.desk import PERSON

ROOT = Path(__file__).parents[2]


@dataclass
class Colleague:
    """The near end of the process."""

    process: "subprocess.Popen[str]"

    def order(self, do: str, **told: object) -> None:
        """Give an order, and do not wait."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **told}, default=str) + "\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """Wait for what came of the order."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the colleague is gone"
        told: dict[str, Any] = json.loads(line)
        return told

    def asked(self, do: str, **told: object) -> dict[str, Any]:
        """Give an order and wait for its answer, which must be none of an error."""
        self.order(do, **told)
        answer = self.answer()
        assert "error" not in answer, answer
        return answer


@contextmanager
def colleague(home: Path, project_id: str) -> Iterator[Colleague]:
    """Let a person of the profile in `home` open the project, which is saved there."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.colleague", project_id],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "SAFELIGHT_HOME": str(home)},
    )
    with process:
        try:
            yield Colleague(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait()


class _Works:
    """The far end: what it is ordered, at its project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._sessions: dict[UUID, ClipSession] = {}

    def name(self, name: str) -> dict[str, Any]:
        me = self.project.people.me
        self.project.people.rename(me.id, name)
        return {"id": me.id.hex}

    def refresh(self) -> dict[str, Any]:
        self.project.people.refresh()
        return {"role": str(self.project.rights.role)}

    def draw(self, clip: str, count: int = 1) -> dict[str, Any]:
        """Draw boxes, each of them stored before the next; tell how many were refused, and why."""
        session = self._session(UUID(clip))
        refused: list[EditsRefused] = []
        listening = session.subscribe(
            lambda event: refused.append(event) if isinstance(event, EditsRefused) else None
        )
        for n in range(count):
            box = Box(10 + n % 50, 10, 20, 20)
            session.apply(
                gestures.draw_track(
                    session.annotation, box, frame_index=0, pts=0, label_id=PERSON.id
                )
            )
            session.flush()
        listening()
        return {
            "refused": sum(len(one.refused) for one in refused),
            "why": sorted({type(one.error).__name__ for one in refused}),
        }

    def hand_in(self, clip: str) -> dict[str, Any]:
        return {"state": str(hand_in(self.project, UUID(clip)).state)}

    def judge(self, clip: str, accepted: bool) -> dict[str, Any]:
        reasons = () if accepted else ("Wrong label",)
        stored = judge_clip(self.project, UUID(clip), accepted=accepted, reasons=reasons)
        return {"state": str(stored.state)}

    def say(self, issue: str, text: str) -> dict[str, Any]:
        me = self.project.people.me.id
        issues.answer_issue(self.project, issues.comment_on(UUID(issue), person=me, text=text))
        return {}

    def audit(self, count: int = 1) -> dict[str, Any]:
        for n in range(count):
            self.project.audit.keep(events.settings_changed([f"{n}"]))
        return {"device": self.project.audit.device_id.hex()}

    def clock(self, seconds: int) -> dict[str, Any]:
        """Set this process's clock, as far as the program asks for it."""
        real = time.time_ns

        class Moved(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> Any:
                return datetime.now(tz) + timedelta(seconds=seconds)

        time.time_ns = lambda: real() + seconds * 1_000_000_000
        for name, module in list(sys.modules.items()):
            ours = name.split(".")[0] in ("app", "models")
            if ours and getattr(module, "datetime", None) is datetime:
                module.datetime = Moved  # type: ignore[attr-defined]
        return {}

    def close(self) -> None:
        for session in self._sessions.values():
            self.project.close_clip(session)
        self.project.close()

    def _session(self, clip: UUID) -> ClipSession:
        if clip not in self._sessions:
            self._sessions[clip] = self.project.open_clip(clip)
        return self._sessions[clip]


def _answered(do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return do()
    except Exception as error:  # noqa: BLE001 - told to who ordered it
        return {"error": type(error).__name__}


def _main() -> None:
    paths = Paths.of_this_machine()
    works = _Works(open_project(load_project(paths, sys.argv[1]), paths))
    try:
        for line in sys.stdin:
            order = json.loads(line)
            do = partial(getattr(works, order.pop("do")), **order)
            print(json.dumps(_answered(do)), flush=True)
    finally:
        works.close()


if __name__ == "__main__":
    _main()
