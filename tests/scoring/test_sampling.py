import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.model import SamplingRule
from scoring.sampling import minimum_sample

RULE = SamplingRule(share=0.10, at_least=30, enough=400)


@given(st.integers(0, 100_000))
def test_the_sample_is_never_more_than_the_people_there_are_and_never_shrinks_as_they_grow(population: int) -> None:
    assert minimum_sample(RULE, population) <= min(population, 400)
    assert minimum_sample(RULE, population) <= minimum_sample(RULE, population + 1)


def test_a_share_is_the_decimal_that_was_written_and_not_its_binary_neighbour() -> None:
    # 0.07 x 100 is 7.000000000000001 in binary, which would ask for an eighth person.
    assert minimum_sample(SamplingRule(share=0.07, at_least=1, enough=400), 100) == 7


def test_a_negative_population_is_refused() -> None:
    with pytest.raises(ValueError, match="a population cannot be -1"):
        minimum_sample(RULE, -1)
