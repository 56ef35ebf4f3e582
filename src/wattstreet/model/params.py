"""The parameter records of the five blocks together."""

from wattstreet.core.arrays import Arrays
from wattstreet.model.blocks.capital.params import CapitalParams
from wattstreet.model.blocks.compute.params import ComputeParams
from wattstreet.model.blocks.conviction.params import ConvictionParams
from wattstreet.model.blocks.economy.params import EconomyParams
from wattstreet.model.blocks.power.params import PowerParams


class Params(Arrays):
    """Everything declared; every leaf is an array, so that moving one never compiles again."""

    power: PowerParams
    compute: ComputeParams
    capital: CapitalParams
    conviction: ConvictionParams
    economy: EconomyParams
