"""The four stages of a run.

Each acts on the runs that are in it, reads the state as the period began, and writes at its end.
"""

from sim.model.stages.act import Initiative
from sim.model.stages.bargain import Bargain
from sim.model.stages.comply import Compliance
from sim.model.stages.convene import Convene
from sim.model.stages.implement import Implement
from sim.model.stages.ratify import Ratify

__all__ = ["Bargain", "Compliance", "Convene", "Implement", "Initiative", "Ratify"]
