"""Who proposes when. One file each; `sim.registry.protocols` knows them by name.

A protocol plays one round in some runs and returns what came of it: ``(agreed, hopeless)``, the
package agreed in each run or -1, and where there is nothing left to propose.
"""

from sim.model.protocols.alternating_offers import AlternatingOffers
from sim.model.protocols.item_by_item import ItemByItem
from sim.model.protocols.random_proposer import RandomProposer
from sim.model.protocols.simultaneous_demands import SimultaneousDemands
from sim.model.protocols.single_text import SingleText
from sim.model.protocols.stacked_alternating_offers import StackedAlternatingOffers

__all__ = [
    "AlternatingOffers",
    "ItemByItem",
    "RandomProposer",
    "SimultaneousDemands",
    "SingleText",
    "StackedAlternatingOffers",
]
