"""Sweeps: every cell of a study, run to the end whatever happens on the way."""

from sim.experiments.sweep.sweep import sweep

__all__ = ["sweep"]
