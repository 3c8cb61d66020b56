"""Print the page of textbook games: ``python -m sim.experiments.textbook``."""

from sim.experiments.textbook.page import lines

print("\n".join(lines()).rstrip())
