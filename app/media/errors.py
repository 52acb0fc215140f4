"""What can be wrong with a clip's content, once its bytes have been opened.

    MediaError
    ├── NotAVideoError           the bytes are in no container that FFmpeg knows
    ├── NoVideoStreamError       a container, but nothing to see in it
    ├── DamagedClipError         known, but it can't be read to a usable end
    │   └── DamagedFrameError    this one frame can't be decoded; others can
    ├── DerivedFormatError       stored derived data of another version, or damaged: build it anew
    │   ├── IndexFormatError     … a frame index
    │   ├── ThumbnailsFormatError   … thumbnails
    │   └── MotionFormatError    … a motion strip
    ├── NoSuchFrameError         a frame index outside the clip
    ├── DecoderCrashedError      the decoder's own process broke down or hung: damage, or an attack
    └── DecodingCancelledError   a newer request made this one pointless; never shown

PyAV's exceptions become one of these where it is called (`container`, `frame_reader`, `index`).
What the stream itself raises, above all `crypto.EncryptionError`, passes through untouched: it says
more than we could.
"""


class MediaError(Exception):
    """Known trouble with a clip's content."""


class NotAVideoError(MediaError):
    """The bytes are in no container format that FFmpeg knows."""


class NoVideoStreamError(MediaError):
    """The container holds no video stream."""


class DamagedClipError(MediaError):
    """The clip is of a known format, but too damaged to be read."""


class DamagedFrameError(DamagedClipError):
    """One frame can't be decoded, where others can."""

    def __init__(self, frame_index: int) -> None:
        """Name the frame."""
        super().__init__(f"frame {frame_index} is damaged and can't be decoded")
        self.frame_index = frame_index


class DerivedFormatError(MediaError):
    """Stored derived data are of another version, or damaged; they can be built anew."""


class IndexFormatError(DerivedFormatError):
    """Stored bytes are not a frame index of this version, or fail its checks."""


class ThumbnailsFormatError(DerivedFormatError):
    """Stored bytes are not thumbnails of this version."""


class MotionFormatError(DerivedFormatError):
    """Stored bytes are not a motion strip of this version, or not of this clip."""


class NoSuchFrameError(MediaError):
    """A frame index lies outside the clip."""

    def __init__(self, frame_index: int, frame_count: int) -> None:
        """Name the frame asked for, and how many there are."""
        super().__init__(f"frame {frame_index} asked of a clip with {frame_count} frames")
        self.frame_index = frame_index
        self.frame_count = frame_count


class DecoderCrashedError(MediaError):
    """The process that decodes this clip ended, hung or sent nonsense. Nothing else is affected."""


class DecodingCancelledError(MediaError):
    """The caller's `cancelled` said that nobody waits for this frame any more."""


class NoSoundError(MediaError):
    """The clip holds no sound."""


class SoundDeviceError(MediaError):
    """There is no sound device, or it refuses."""
