"""The search for reference cycles rests and goes on, also after an error and one inside another."""

import gc

import pytest

from objectives.acyclic import acyclic


def test_it_rests_inside_and_goes_on_after() -> None:
    with acyclic():
        assert not gc.isenabled()
        with acyclic():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_an_error() -> None:
    @acyclic()
    def fail() -> None:
        assert not gc.isenabled()
        raise ValueError("nothing to find")

    with pytest.raises(ValueError, match="nothing to find"):
        fail()
    assert gc.isenabled()


def test_who_had_it_off_keeps_it_off() -> None:
    gc.disable()
    try:
        with acyclic():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
