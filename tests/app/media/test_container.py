"""A clip's bytes are all that is read: nothing in them makes the program open another thing."""

import io
from pathlib import Path

import av
import pytest

from app.media.container import open_container, video_stream
from app.media.errors import MediaError, NoVideoStreamError
from tests.support.footage import footage


@pytest.mark.parametrize(
    "script",
    [
        "ffconcat version 1.0\nfile {path}\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{path}\n#EXT-X-ENDLIST\n",
        (
            '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period>'
            "<AdaptationSet><Representation><BaseURL>{path}</BaseURL></Representation></AdaptationSet>"
            "</Period></MPD>"
        ),
    ],
)
def test_a_list_of_other_files_is_no_clip(tmp_path: Path, script: str) -> None:
    secret = tmp_path / "secret.mp4"
    secret.write_bytes(footage("h264 with B-frames in mp4"))
    with pytest.raises(MediaError):
        open_container(io.BytesIO(script.format(path=secret).encode()))


def test_a_clip_with_sound_only_is_refused() -> None:
    sink = io.BytesIO()
    with av.open(sink, "w", format="mp4") as output:
        sound = output.add_stream("aac", rate=48000)
        frame = av.AudioFrame(format="fltp", layout="mono", samples=1024)
        frame.sample_rate = 48000
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        output.mux(sound.encode(frame))
        output.mux(sound.encode(None))
    container = open_container(io.BytesIO(sink.getvalue()))
    with pytest.raises(NoVideoStreamError):
        video_stream(container)
    container.close()
