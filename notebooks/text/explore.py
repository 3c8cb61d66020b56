# %% [markdown]
# # Levers
#
# Move one thing, and see how far the talks come. Every setting is run on the same draws as the
# scenario as written, so what differs is what you moved. One simulated history is told beside it,
# the same one each time.
#
# Read the two uncertainties apart. *Simulation noise* shrinks with more runs. *What we do not know*
# does not.
#
# In Jupyter, run the cell below. As a page without code: `voila notebooks/explore.ipynb`.

# %%
import sim

sim.explore("geneva-2013")
