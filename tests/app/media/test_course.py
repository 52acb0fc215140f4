"""A course says which frame comes next, whichever way a clip is played."""

import numpy as np
import pytest

from app.media.player.course import Course


def walked(course: Course, start: int, count: int = 20) -> list[int]:
    return list(course.upcoming(start, count))


def test_a_course_without_a_loop_ends_at_its_end() -> None:
    assert walked(Course(2, 6, 1, loops=False), 4) == [5, 6]
    assert walked(Course(2, 6, -1, loops=False), 4) == [3, 2]
    assert Course(2, 6, -1, loops=False).next(2) is None


def test_a_loop_goes_on_from_its_beginning_and_yields_no_frame_twice() -> None:
    assert walked(Course(2, 6, 1, loops=True), 5) == [6, 2, 3, 4]
    assert walked(Course(2, 6, -1, loops=True), 3) == [2, 6, 5, 4]


def test_with_stops_only_these_and_the_ends_are_shown() -> None:
    stops = np.array([0, 4, 8, 12])
    back = Course(1, 10, -1, loops=False, stops=stops)
    assert walked(back, 10) == [8, 4, 1]
    on = Course(1, 10, 1, loops=False, stops=stops)
    assert walked(on, 1) == [4, 8, 10]


@pytest.mark.parametrize(
    ("step", "due", "after", "shown"),
    [(-1, 6, 10, 8), (-1, 8, 10, 8), (-1, 9, 10, 8), (-1, 3, 10, 4), (1, 6, 1, 4), (1, 2, 1, 4)],
)
def test_what_is_due_between_two_stops_shows_the_one_that_time_has_reached(
    step: int, due: int, after: int, shown: int
) -> None:
    course = Course(1, 10, step, loops=False, stops=np.array([0, 4, 8, 12]))
    assert course.stop_for(due, after) == shown


def test_in_a_loop_the_frame_just_left_behind_is_the_farthest() -> None:
    course = Course(10, 19, -1, loops=True)
    assert max(range(10, 20), key=lambda at: course.distance(14, at)) == 15
    assert course.distance(14, 3) > course.distance(14, 15)
