"""The ontology is the codebook's: types, modes, scores."""

import pytest

from dragoman.ontology import plover


@pytest.mark.parametrize(
    ("type_", "mode", "score"),
    [
        ("ASSAULT", "drone", -9.5),
        ("ASSAULT", None, -9),
        ("AID", None, 10),
        ("RETREAT", "disarm", 10),
        ("ACCUSE", None, -3),
    ],
)
def test_scores_are_those_of_the_type_and_mode(type_: str, mode: str | None, score: float) -> None:
    assert plover().score(type_, mode) == score


def test_there_are_sixteen_types_in_four_quads() -> None:
    types = plover().types
    assert len(types) == 16
    assert len({event_type.quad for event_type in types.values()}) == 4


def test_cooperation_scores_above_zero_and_conflict_not() -> None:
    for event_type in plover().types.values():
        assert (event_type.score > 0) == event_type.quad.endswith("cooperation")
