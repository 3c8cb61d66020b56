"""What a party proposes and accepts at the table.

One file each; `sim.registry.strategies` knows them by name.
"""

from sim.model.strategies.base import Strategy, View, one_run
from sim.model.strategies.bayesian import Bayesian
from sim.model.strategies.equilibrium import Equilibrium
from sim.model.strategies.linear_bid import LinearBid
from sim.model.strategies.micro import Micro
from sim.model.strategies.person import Asked, Person
from sim.model.strategies.time_dependent import TimeDependent
from sim.model.strategies.tit_for_tat import TitForTat
from sim.model.strategies.war_of_attrition import WarOfAttrition
from sim.model.strategies.zeuthen import Zeuthen

__all__ = [
    "Asked",
    "Bayesian",
    "Equilibrium",
    "LinearBid",
    "Micro",
    "Person",
    "Strategy",
    "TimeDependent",
    "TitForTat",
    "View",
    "WarOfAttrition",
    "Zeuthen",
    "one_run",
]
