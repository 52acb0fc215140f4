"""XML from strangers, read piece by piece.

A document type is refused: entities are how small files become gigabytes (OWASP, "XML External
Entity Prevention"). What was read is let go at once, so that a file of any length needs little
memory.
"""

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from app.interchange.errors import MalformedFileError, NotThisFormatError

_PIECE_BYTES = 1 << 16
_MOST_DEPTH = 32


class _Builder(TreeBuilder):
    """Gives each wanted element when it ends, and keeps nothing of those at the top."""

    def __init__(self, wanted: frozenset[str]) -> None:
        super().__init__()
        self._wanted = wanted
        self._within = 0
        self._path: list[str] = []
        self.ready: list[Element] = []
        self.root_tag = ""

    def doctype(self, *_what: str | None) -> None:
        raise NotThisFormatError("The file holds a document type, which no annotation file needs.")

    def start(self, tag: str, attributes: dict[str, str]) -> Element:
        self.root_tag = self.root_tag or tag
        self._path.append(tag)
        if len(self._path) > _MOST_DEPTH:
            raise MalformedFileError("The file nests its elements too deeply.")
        self._within += tag in self._wanted
        return super().start(tag, attributes)

    def end(self, tag: str) -> Element:
        element = super().end(tag)
        self._path.pop()
        if tag in self._wanted:
            self._within -= 1
            if not self._within:
                self.ready.append(element)
        return element


def elements(stream: BinaryIO, wanted: frozenset[str], *, root: str) -> Iterator[Element]:
    """Yield the outermost elements with one of these tags, in the order in which they end.

    Raises:
        NotThisFormatError: it is no XML, has another root, or holds a document type.
        MalformedFileError: it breaks off or nests too deeply.
    """
    builder = _Builder(wanted)
    # What is dangerous in XML are entities, and these need a document type.
    parser = XMLParser(target=builder)  # noqa: S314
    began = False
    try:
        while piece := stream.read(_PIECE_BYTES):
            parser.feed(piece)
            if builder.root_tag and builder.root_tag != root:
                raise NotThisFormatError(f"The file is XML, but not of the kind <{root}>.")
            began = began or bool(builder.root_tag)
            ready, builder.ready = builder.ready, []
            for element in ready:
                yield element
                element.clear()
        parser.close()
    except (LookupError, ValueError) as error:
        raise NotThisFormatError("The file is XML in an encoding that is not known.") from error
    except ParseError as error:
        line, _column = error.position
        if not began:
            raise NotThisFormatError("The file is not XML.") from error
        raise MalformedFileError(f"The file's XML is broken at line {line}.") from error
    yield from builder.ready
