"""Words that are known, and words that are not."""

import copy
import pickle
from typing import Any

import pytest

from amazon_music_async.models.liked import LikeState
from amazon_music_async.models.media_type import MediaType
from amazon_music_async.models.open_enum import OpenEnum
from amazon_music_async.models.saved import SaveState


def test_known() -> None:
    """A known word is the member itself."""
    assert MediaType("AUDIO") is MediaType.AUDIO


@pytest.mark.parametrize("words", [LikeState, MediaType, SaveState])
def test_unknown(words: type[OpenEnum]) -> None:
    """An unknown word is kept, and equals itself and its string."""
    new = words("NEW")

    assert isinstance(new, words)
    assert new == words("NEW") == "NEW"
    assert hash(new) == hash(words("NEW")) == hash("NEW")
    assert (new.name, new.value, str(new)) == ("NEW", "NEW", "NEW")
    assert repr(new) == f"<{words.__name__}.NEW: 'NEW'>"


def test_unknown_differs() -> None:
    """An unknown word is none of the known ones."""
    assert LikeState("NEW") not in list(LikeState)


def test_no_growth() -> None:
    """Unknown words are not collected: a service with many of them costs no memory."""
    for number in range(100):
        LikeState(f"WORD {number}")

    assert len(LikeState) == 3
    assert len(LikeState._value2member_map_) == 3


@pytest.mark.parametrize("word", [LikeState.LIKE, LikeState("NEW")])
def test_travels(word: LikeState) -> None:
    """Words can be pickled and copied, known or not."""
    for twin in (pickle.loads(pickle.dumps(word)), copy.copy(word), copy.deepcopy(word)):
        assert twin == word
        assert type(twin) is LikeState


@pytest.mark.parametrize("value", [None, 1, True, 1.5])
def test_no_string(value: Any) -> None:
    """What is no string is no word."""
    with pytest.raises(ValueError, match="is not a valid LikeState"):
        LikeState(value)
