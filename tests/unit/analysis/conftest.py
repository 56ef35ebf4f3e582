"""What tests of the pictures' numbers share: runs of shipped scenarios, each made once."""

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture(scope="session")
def labelled(loaded_world: Any) -> Callable[..., Any]:
    """Labelled run of a scenario without noise, by name and last month; each is run once."""
    from wattstreet.batch.single import run

    made: dict[tuple[str, str], Any] = {}

    def find(name: str = "baseline", until: str = "2035-12") -> Any:
        if (name, until) not in made:
            made[name, until] = run(loaded_world, name, until=until, rng=None)
        return made[name, until]

    return find


@pytest.fixture(scope="session")
def shortened(labelled: Callable[..., Any]) -> Callable[..., Any]:
    """The baseline as a run to an earlier month would have left it: the months are those of the long run."""

    def cut(until: str) -> Any:
        run = labelled()
        months = (run["month"] <= run["month"].sel(month=until).values[-1]).values
        return run.isel(month=months, month_end=[0, *(at + 1 for at in range(months.sum()))])

    return cut


@pytest.fixture(scope="session")
def members(loaded_world: Any) -> Any:
    """Two draws with every series kept."""
    from wattstreet.batch.members import ensemble

    return ensemble(loaded_world, "baseline", members=2, rng=3, draws="noise", save="standard")


@pytest.fixture
def read_back(tmp_path: Any) -> Callable[..., Any]:
    """A run written to disk and read again: its series and attributes, and nothing this process knows."""
    from wattstreet.batch.folder import SERIES, load_run

    def read(run: Any) -> Any:
        run.to_netcdf(tmp_path / SERIES, engine="scipy")
        return load_run(tmp_path)

    return read
