"""What is to be varied, and how: study files, their factors and designs, and their cells."""

from sim.experiments.study.study import Cell, Study

__all__ = ["Cell", "Study"]
