"""SoundDevice: the one door to the computer's loudspeakers."""

import ctypes
import sys
from collections.abc import Callable, Generator
from contextlib import suppress

import miniaudio

from app.media.errors import SoundDeviceError
from app.media.sound.blocks import CHANNELS, DEVICE_BUFFER_MS, FRAME_BYTES, RATE_HZ

# "Null" swallows everything and would be taken where there is no device at all.
_NO_DEVICES = frozenset({miniaudio.Backend.NULL, miniaudio.Backend.CUSTOM})
REAL_BACKENDS = tuple(one for one in miniaudio.Backend if one not in _NO_DEVICES)

Pull = Callable[[int], bytes]


class SoundDevice:
    """Asks for samples on a thread of its own until it is closed."""

    def __init__(
        self, pull: Pull, *, backends: tuple[miniaudio.Backend, ...] = REAL_BACKENDS
    ) -> None:
        """Open the device and start; `pull(frames)` gives so many frames of 16-bit stereo.

        Raises: SoundDeviceError.
        """
        _silence_alsa()
        try:
            self._device = miniaudio.PlaybackDevice(
                output_format=miniaudio.SampleFormat.SIGNED16,
                nchannels=CHANNELS,
                sample_rate=RATE_HZ,
                buffersize_msec=DEVICE_BUFFER_MS,
                backends=list(backends),
                app_name="Safelight",
            )
            feeding = _feeding(pull)
            next(feeding)
            self._device.start(feeding)
        except miniaudio.MiniaudioError as error:
            raise SoundDeviceError("no sound device can be opened") from error

    def close(self) -> None:
        """Fall silent. May be called twice."""
        with suppress(miniaudio.MiniaudioError):
            self._device.close()


def _silence_alsa() -> None:
    """Keep ALSA, which writes a page to the terminal where there is no device, from doing so.

    It takes a function to call with each message. One of the C library that heeds no arguments
    does: it may be called from any thread at any time, even when Python is gone.
    """
    if sys.platform != "linux":
        return
    with suppress(OSError, AttributeError):
        # The name by which miniaudio loads it: this is the same copy, and it stays loaded.
        alsa = ctypes.CDLL("libasound.so.2")
        unheard = ctypes.cast(ctypes.CDLL(None).getpid, ctypes.c_void_p)
        alsa.snd_lib_error_set_handler(unheard)


def _feeding(pull: Pull) -> Generator[bytes, int]:
    frames = yield b""
    while True:
        samples = pull(frames)
        frames = yield samples[: frames * FRAME_BYTES]
