# %% [markdown]
# # 1. A first look
#
# In June 2013 a conference on Syria was called for Geneva. It did not meet as called. Here we run
# it five hundred times in a model, and look at what comes of it. The whole case stands in one file;
# this is its card.

# %%
import sim

geneva = sim.Scenario.load("geneva-2013")
geneva

# %% [markdown]
# Now run it. Nobody knows how firm a demand was or what a war costs, so the file gives ranges, and
# every run draws from them anew. `draws=20` asks besides how far the answer moves when the
# assumptions do.

# %%
results = sim.run(geneva, runs=500, seed=7, draws=20, progress=True)
results

# %% [markdown]
# The same as a figure. Each step has two uncertainties. The whisker is *simulation noise*: it
# shrinks with more runs. The dark marks below are *what we do not know*: the chance under each of
# twenty readings of the evidence. No number of runs shrinks that.

# %%
sim.figures.funnel(results)

# %% [markdown]
# Who stood in the way, and over what? And what does one of these histories look like? `pick` takes
# a typical one of its kind, and `tell` tells it.

# %%
sim.figures.blockers(results)

# %%
results.tell(results.pick("not_convened"))

# %% [markdown]
# **What this does not say.** These are shares of the histories that a model makes of a file. They
# are no forecast, and no chances of what happened. The range from nearly never to nearly always is
# the honest part: the documents do not settle it.
#
# **Try this.** Replace `"geneva-2013"` by `"khatib-2013"` or `"colombia-2012"`. Ask for another
# end: `results.pick("held")`. Run it with `seed=8`: what stays, and what was noise? Then go on to
# [one scenario, explored](02-one-scenario-explored.ipynb).
