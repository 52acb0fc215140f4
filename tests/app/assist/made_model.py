"""ONNX models made by hand: their output is the same for every picture."""

import struct

import numpy as np


def varint(value: int) -> bytes:
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def field(number: int, value: bytes | str | int) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    content = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(content)) + content


def tensor(name: str, array: np.ndarray) -> bytes:
    kind = 7 if array.dtype == np.int64 else 1
    dims = b"".join(field(1, size) for size in array.shape)
    return dims + field(2, kind) + field(8, name) + field(9, array.tobytes())


def node(operator: str, inputs: list[str], output: str, *attributes: bytes) -> bytes:
    named = b"".join(field(1, name) for name in inputs) + field(2, output)
    return named + field(3, output) + field(4, operator) + b"".join(field(5, a) for a in attributes)


def value_info(name: str, shape: tuple[int | str, ...]) -> bytes:
    dims = b"".join(
        field(1, field(1, side) if isinstance(side, int) else field(2, side)) for side in shape
    )
    return field(1, name) + field(2, field(1, field(1, 1) + field(2, dims)))


def model_of(
    output: np.ndarray,
    *,
    size: tuple[int | str, int | str] = (96, 64),
    names: str = "{0: 'person', 1: \"dog's bowl\"}",
    channels: int = 3,
    external: bool = False,
    weights: np.ndarray | None = None,
) -> bytes:
    """Return a model for pictures of this (width, height) whose output is always `output`.

    With `weights` (channels, numbers of the output), the mean colour times these is added.
    """
    flat = output.astype(np.float32).reshape(-1)
    if weights is None:
        weights = np.zeros((channels, len(flat)))
    held = [
        tensor("w", weights.astype(np.float32)),
        tensor("b", flat),
        tensor("s", np.array(output.shape, np.int64)),
    ]
    if external:
        held[0] += field(13, field(1, "location") + field(2, "weights.bin"))
    graph = b"".join(
        field(1, one)
        for one in (
            node("GlobalAveragePool", ["images"], "pooled"),
            node("Flatten", ["pooled"], "flat"),
            node("Gemm", ["flat", "w", "b"], "made"),
            node("Reshape", ["made", "s"], "output0"),
        )
    )
    graph += field(2, "g") + b"".join(field(5, one) for one in held)
    graph += field(11, value_info("images", (1, channels, size[1], size[0])))
    graph += field(12, value_info("output0", output.shape))
    opset = field(1, "") + field(2, 12)
    named = field(14, field(1, "names") + field(2, names)) if names else b""
    return field(1, 7) + field(7, graph) + field(8, opset) + named


def fixed32(number: int) -> bytes:
    return varint(number << 3 | 5) + struct.pack("<f", 1.5)
