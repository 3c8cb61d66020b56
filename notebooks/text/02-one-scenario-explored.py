# %% [markdown]
# # 2. One scenario, explored
#
# A page of results answers the first questions. Everything on it is a table as well, so you can ask
# your own. We stay with Geneva.

# %%
import sim

geneva = sim.Scenario.load("geneva-2013")
results = sim.run(geneva, runs=2000, seed=7, draws=40, progress=True)
results.outcomes

# %% [markdown]
# `share` is how many of the runs ended so. `low` to `high` is simulation noise; `range_low` to
# `range_high` is what we do not know, the middle eight in ten draws of the assumptions. All tables
# use these names.
#
# ## How far, and does our own noise decide it?
#
# The model gives every party some private reasons. How large these are nobody measured, so the
# result is shown at three levels.

# %%
results.by_noise().pivot(index="stage", columns="noise", values="share").round(2)

# %% [markdown]
# ## Who blocks

# %%
results.blockers.head(8)

# %% [markdown]
# A `demand` is one that was not met, a `refusal` is staying away with every demand met, a `vote` is
# a faction's. `sole` says how often the party was the only one in the way. Where it is low,
# somebody else stood there too: giving that one party what it wants would have opened little.

# %%
sim.figures.blockers(results)

# %% [markdown]
# ## What is signed, and what is it worth

# %%
results.packages.head(5)

# %%
sim.figures.utilities(results)

# %% [markdown]
# The unit is a party's own: 100 lie between the worst and the best it could get. Two parties cannot
# be compared.
#
# ## What did the runs that convened have in common?
#
# What each run drew is not stored. It follows from scenario, seed and number, and can be drawn
# again.

# %%
drawn = results.params("parties.smc.preconditions.balance.firmness", "parties.regime.talking_cost")
convened = results.passed("convened").rename("convened")
drawn.groupby(convened).mean().round(3)

# %% [markdown]
# Firmness is what it costs the military command to come without its demand met; the other is what
# it costs the regime to be seen sitting down (below 0 it gains). The one is much the same in both
# rows, the other is not: a first hint of what matters; [notebook
# 5](05-sensitivity-and-discovery.ipynb) does it properly.
#
# ## One history, act by act

# %%
run = results.pick("held")
trace = results.trace(run)
trace.head(12)

# %% [markdown]
# Every row is an act: who, what, and why it thought so. The same as a story:

# %%
results.tell(run)

# %% [markdown]
# **What this does not say.** A party that blocks often in the model blocks by the numbers in the
# file. Whether these are right is a question for the evidence: `tracktwo evidence geneva-2013`
# lists what each rests on.
#
# **Try this.** Tell `results.pick("walkout")`. Look for runs in which exactly one party was in the
# way: `results.blocks[results.blocks.sole]`. Keep the results with `results.save("out/geneva")` and
# open them another day with `sim.open_results("out/geneva")`.
