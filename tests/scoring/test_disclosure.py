import pytest

from questionnaires.model import Audience
from scoring.disclosure import may_show


@pytest.mark.parametrize(
    ("n", "closed", "shown"), [(0, False, False), (4, False, False), (5, False, True), (4, True, True), (0, True, True)]
)
def test_staff_results_are_hidden_until_five_have_answered_or_the_round_is_closed(n: int, closed: bool, shown: bool) -> None:
    assert may_show(Audience.STAFF, n=n, closed=closed) is shown


@pytest.mark.parametrize("closed", [False, True])
def test_service_users_results_may_be_shown_from_the_first_answer(closed: bool) -> None:
    assert may_show(Audience.SERVICE_USERS, n=1, closed=closed)
