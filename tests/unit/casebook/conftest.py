"""A world of three firms and a handful of deals, and the shipped one for binding."""

from types import SimpleNamespace

import pytest

from wattstreet.core.errors import InputError
from wattstreet.world.build import load_world
from wattstreet.world.schema import Deal


def make_deal(id, payments_usd, **changes):
    """A compute contract of openai with oracle, but for what is changed."""
    fields = {
        "kind": "compute_contract",
        "payer": "openai",
        "payee": "oracle",
        "before_start_usd": 0.0,
        "after_end_usd": 0.0,
        "inside_others_usd": 0.0,
        "binding": True,
        "probability": 0.9,
        "condition": "",
        "status": "signed",
        "capacity_gw": None,
        "known_from": "2023-01-01",
        "source": "fact:x",
    }
    return Deal(id=id, payments_usd=payments_usd, **(fields | changes))


@pytest.fixture(scope="session")
def deal():
    return make_deal


@pytest.fixture(scope="session")
def world_of():
    """A world that holds what forcing reads: start, firms, deals."""

    def build(*deals, start="2023-01"):
        firms = tuple(SimpleNamespace(slug=slug) for slug in ("nvidia", "oracle", "openai"))
        return SimpleNamespace(start=start, firms=firms, deals=deals)

    return build


@pytest.fixture(scope="session")
def shipped_world():
    return load_world()


@pytest.fixture(scope="session")
def refusal():
    """The `InputError` a call raises, for its parts to be looked at."""

    def of(call, *args, **kwargs):
        with pytest.raises(InputError) as caught:
            call(*args, **kwargs)
        return caught.value

    return of
