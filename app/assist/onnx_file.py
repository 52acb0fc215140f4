"""What an ONNX file says of itself: the form of its input, and the names of its classes.

Read from the bytes of the protocol buffer, so that a file that is none is refused before OpenCV
sees it, and no further package is needed. Only these fields are looked at (onnx.proto3):

    ModelProto      7 graph, 14 metadata_props
    GraphProto      1 node, 5 initializer, 11 input, 12 output
    ValueInfoProto  1 name, 2 type -> 1 tensor_type -> 2 shape -> 1 dim -> 1 dim_value
    TensorProto     8 name, 13 external_data
    StringString…   1 key, 2 value
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.assist.finding import FinderError

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_FLOAT = 1
_MOST_NAMES = 10_000
_MOST_NAMES_BYTES = 1 << 20
_MOST_SIDE_PX = 8192
# As Ultralytics writes them: {0: 'person', 1: 'bicycle'}
_NAME = re.compile(r"(\d{1,5})\s*:\s*(?:'([^'\n]{1,100})'|\"([^\"\n]{1,100})\")")

_Field = tuple[int, int | memoryview]


@dataclass(frozen=True, slots=True)
class OnnxFacts:
    """`input_size` is (width, height) in pixels, None where the model leaves it open.

    `names` are those of its classes by number; empty where the file does not tell.
    """

    input_size: tuple[int, int] | None
    names: tuple[str, ...]


def read_onnx(untrusted_model: bytes) -> OnnxFacts:
    """Read the facts of a model with one picture as its input.

    Raises: FinderError, with a sentence.
    """
    try:
        graph, names = _model(memoryview(untrusted_model))
        shape = _input_shape(graph)
    except (ValueError, IndexError, UnicodeDecodeError) as error:
        raise FinderError("This file is no ONNX model, or it is damaged.") from error
    if len(shape) != 4 or shape[1] not in {0, 3}:
        raise FinderError("This model does not take colour pictures: it is no detector.")
    height, width = shape[2:]
    if max(width, height) > _MOST_SIDE_PX:
        raise FinderError("This model wants larger pictures than any detector does.")
    size = (width, height) if width > 0 and height > 0 else None
    return OnnxFacts(size, names)


def with_input_size(model: bytes, width: int, height: int) -> bytes:
    """Return the model with its input fixed to one colour picture of this size.

    OpenCV works out all other sizes from it, and fails where it is open. For a model that
    `read_onnx` has read.
    """
    content = memoryview(model)
    parts: list[bytes | memoryview] = []
    for number, start, end, value in _spans(content):
        if number == 7:
            parts.append(_packed(7, _fixed_graph(_message(value), width, height)))
        else:
            parts.append(content[start:end])
    return b"".join(parts)


def _fixed_graph(graph: memoryview, width: int, height: int) -> bytes:
    weights = {
        _weight_name(_message(value)) for number, _, _, value in _spans(graph) if number == 5
    }
    dims = b"".join(_packed(1, _number(1, side)) for side in (1, 3, height, width))
    parts: list[bytes | memoryview] = []
    for number, start, end, value in _spans(graph):
        part: bytes | memoryview = graph[start:end]
        if number == 11:
            name = next(
                (bytes(_message(v)) for n, _, _, v in _spans(_message(value)) if n == 1), b""
            )
            if name not in weights:
                kind = _packed(1, _number(1, _FLOAT) + _packed(2, dims))
                part = _packed(11, _packed(1, name) + _packed(2, kind))
        parts.append(part)
    return b"".join(parts)


def _packed(number: int, content: bytes) -> bytes:
    return _as_varint(number << 3 | _BYTES) + _as_varint(len(content)) + content


def _number(number: int, value: int) -> bytes:
    return _as_varint(number << 3 | _VARINT) + _as_varint(value)


def _as_varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _model(content: memoryview) -> tuple[memoryview, tuple[str, ...]]:
    graph: memoryview | None = None
    names: tuple[str, ...] = ()
    for number, value in _fields(content):
        if number == 7:
            graph = _message(value)
        elif number == 14:
            entry = {at: _message(part) for at, part in _fields(_message(value)) if at in {1, 2}}
            if bytes(entry.get(1, b"")) == b"names":
                names = _names(bytes(entry.get(2, b""))[:_MOST_NAMES_BYTES].decode())
    if graph is None:
        raise ValueError("no graph")
    return graph, names


def _input_shape(graph: memoryview) -> tuple[int, ...]:
    inputs: dict[bytes, memoryview] = {}
    weights: set[bytes] = set()
    nodes = 0
    for number, value in _fields(graph):
        if number == 1:
            nodes += 1
        elif number == 5:
            weights.add(_weight_name(_message(value)))
        elif number == 11:
            parts = {at: _message(part) for at, part in _fields(_message(value)) if at in {1, 2}}
            inputs[bytes(parts.get(1, b""))] = parts.get(2, memoryview(b""))
    # Older files list their weights among the inputs.
    wanted = [kind for name, kind in inputs.items() if name not in weights]
    if not nodes or len(wanted) != 1:
        raise ValueError("not one input")
    return _shape(wanted[0])


def _weight_name(tensor: memoryview) -> bytes:
    name = b""
    for number, value in _fields(tensor):
        if number == 8:
            name = bytes(_message(value))
        elif number == 13:
            raise FinderError("This model keeps its weights in a second file. Export it as one.")
    return name


def _shape(kind: memoryview) -> tuple[int, ...]:
    for path in (1, 2):
        parts = [_message(value) for number, value in _fields(kind) if number == path]
        if not parts:
            raise ValueError("an input of no form")
        kind = parts[0]
    sides = []
    for number, dim in _fields(kind):
        if number == 1:
            stated = [value for at, value in _fields(_message(dim)) if at == 1]
            side = stated[0] if stated and isinstance(stated[0], int) else 0
            # A negative one is open, as one with a name is.
            sides.append(side if side < 1 << 31 else 0)
    return tuple(sides)


def _names(text: str) -> tuple[str, ...]:
    found = {int(at): one or other for at, one, other in _NAME.findall(text)}
    if not found or len(found) > _MOST_NAMES or set(found) != set(range(len(found))):
        return ()
    return tuple(found[at] for at in range(len(found)))


def _message(value: int | memoryview) -> memoryview:
    if isinstance(value, int):
        raise ValueError("a number where a message belongs")  # noqa: TRY004 - one kind of damage
    return value


def _fields(content: memoryview) -> Iterator[_Field]:
    """Yield number and value of each field.

    Raises: ValueError, IndexError.
    """
    for number, _, _, value in _spans(content):
        yield number, value


def _spans(content: memoryview) -> Iterator[tuple[int, int, int, int | memoryview]]:
    """Yield number, start, end and value of each field.

    Raises: ValueError, IndexError.
    """
    at = 0
    while at < len(content):
        start = at
        tag, at = _varint(content, at)
        number, wire = tag >> 3, tag & 7
        if wire == _VARINT:
            value, at = _varint(content, at)
            yield number, start, at, value
            continue
        size = 8 if wire == _FIXED64 else 4
        if wire == _BYTES:
            size, at = _varint(content, at)
        elif wire not in {_FIXED64, _FIXED32}:
            raise ValueError("an unknown wire type")
        if number == 0 or at + size > len(content):
            raise ValueError("a field beyond the end")
        at += size
        yield number, start, at, content[at - size : at]


def _varint(content: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        byte = content[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise ValueError("a number without end")
