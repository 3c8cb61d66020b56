# %% [markdown]
# # 4. A sweep, from study file to heatmap
#
# One counterfactual is one point. A sweep goes over a whole grid of them. What is varied stands in
# a *study file*, so that somebody else can run the very same. Here: the talks of January 2016, the
# leverage of the patrons over their clients, and the guarantee behind a deal.

# %%
from pathlib import Path

import sim

text = """
format: 1
name: pressure-and-promise
title: Does pressure make up for a lack of guarantees?
scenario: geneva-iii-2016
quantity: P(held)
factors:
  leverage:
    title: the patrons' leverage
    paths: [ties.saudi_council.leverage, ties.saudi_army.leverage, ties.us_council.leverage,
            ties.iran_regime.leverage, ties.russia_regime.leverage]
    levels: [0, 0.2, 0.4]
  guarantee:
    title: guarantee behind a deal
    path: issues.guarantees.effects.us_russian.guarantee
    levels: [0, 0.1, 0.2]
runs: 200
draws: 10
"""
Path("out").mkdir(exist_ok=True)
file = Path("out/pressure-and-promise.yaml")
file.write_text(text, encoding="utf-8")
study = sim.Study.load(file)
study

# %% [markdown]
# A path says where a number stands in the scenario; a wrong one is refused with the nearest right
# one. Nine cells, each with 200 runs and ten draws of the assumptions. If it is stopped half-way,
# running the cell again goes on where it was.

# %%
results = sim.sweep(study, "out/pressure-and-promise")
results

# %%
sim.figures.heatmap(results)

# %% [markdown]
# In every cell stands the chance that a deal holds and, small below it, *what we do not know*: how
# far that moves with the assumptions. *Simulation noise* is said under the figure. The numbers
# behind it, a row a cell:

# %%
columns = ["leverage", "guarantee", "held"]
columns += ["held_low", "held_high", "held_range_low", "held_range_high"]
results.cells[columns].round(2)

# %% [markdown]
# ## Is that a difference?
#
# Do not subtract two cells by eye. All cells share their draws, so `differences` is far surer than
# the intervals of two cells seem to say. Against the cell without leverage or guarantee:

# %%
columns = ["leverage", "guarantee", "change", "low", "high", "range_low", "range_high"]
results.differences("P(held)", base=0)[columns].round(2)

# %% [markdown]
# ## One cell, and one run of it
#
# A cell is a full result, and any run can be told again.

# %%
corner = results.cell(8)
corner.funnel.round(2)

# %%
results.tell(cell=8, run=corner.pick("held"))

# %% [markdown]
# **What this does not say.** Two numbers were moved over their whole windows, all ties at once.
# That is a thought experiment about pressure as such; no patron could turn such a knob. And 200
# runs a cell leave some points of noise either way.
#
# **Try this.** Set `runs: 1000` and look again at what differs. Ask for `P(convene)` in place of
# `P(held)`. Give the guarantee two levels and draw `sim.figures.curve(results)`. The larger study
# of this question is `sim.Study.load("leverage-and-guarantees")`.
