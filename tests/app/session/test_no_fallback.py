"""An open project stores nothing in clear, whatever `ENCRYPTION_FALLBACK` says."""

from pathlib import Path

import pytest

from app.session.project import Project
from crypto import health
from crypto.errors import SelfTestError
from models.audit.entry import Entry, Kind


@pytest.mark.promise
def test_an_import_that_cannot_be_sealed_is_refused_and_leaves_nothing(
    project: Project, plain_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENCRYPTION_FALLBACK", "plaintext")
    monkeypatch.setattr(health, "_KEY_ID", bytes(16))
    with pytest.raises(SelfTestError):
        project.import_clip(plain_file)
    assert not project.clips()
    assert list(project.storage.entries()) == []
    project.audit.flush()
    told = [one.event.kind for one in project.audit.reader().oldest_first() if type(one) is Entry]
    assert Kind.PLAINTEXT_FALLBACK not in told
    assert Kind.IMPORTED not in told
