"""Pages in memory: who was read for good goes first, then who was not asked for the longest."""

from storage.cache.memory_pages import MemoryPages

OBJECT = b"generation"


def four_pages(*, room_for: int = 4) -> MemoryPages:
    pages = MemoryPages(10 * room_for)
    for page in range(4):
        pages.put(OBJECT, page, b"%d" % page * 10)
    return pages


def kept(pages: MemoryPages) -> set[int]:
    return {page for page in range(8) if pages.get(OBJECT, page) is not None}


def test_all_pages_of_a_read_are_found_in_their_order() -> None:
    found = four_pages().get_all(OBJECT, range(2, 5))
    assert found == [b"2" * 10, b"3" * 10, None]


def test_the_least_recently_used_page_goes_first() -> None:
    pages = four_pages()
    pages.get_all(OBJECT, [0, 1])
    pages.put(OBJECT, 4, b"4" * 10)
    assert kept(pages) == {0, 1, 3, 4}


def test_pages_that_were_read_for_good_make_room_before_those_that_were_not() -> None:
    pages = four_pages()
    pages.let_go_first(OBJECT, [2, 3, 7])
    for page in (4, 5):
        pages.put(OBJECT, page, b"x" * 10)
    assert kept(pages) == {0, 1, 4, 5}
