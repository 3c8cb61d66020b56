# %% [markdown]
# # 6. Your own strategy
#
# How a party bargains is a class with two methods: what it proposes, and whether it accepts. It
# sees the table as the party does. Here is a party that accepts nothing below a share of its best
# package.

# %%
import numpy as np

import sim


@sim.strategies.register("stubborn")
@sim.one_run
class Stubborn(sim.Strategy):
    """Accepts nothing that is worth less than a share of its best package.

    Parameters
    ----------
    share : float
        Of the utility of its best package, in [0, 1].
    """

    def __init__(self, share: float = 0.8):
        self.share = share

    def propose(self, view):
        return int(np.where(view.allowed, view.utility, -np.inf).argmax())

    def accepts(self, view):
        return view.utility[view.offer] >= self.share * view.utility.max()


# %% [markdown]
# `one_run` lets you write it for one negotiation, with plain numbers. Put it into a scenario by its
# name. The made-up province is small and quick.

# %%
template = sim.Scenario.load("template")
stubborn = template.with_({"parties.rebels.strategy": {"name": "stubborn", "share": 0.8}})
comparison = sim.compare(template, stubborn, runs=400, draws=10, progress=True)
comparison.funnel.round(3)

# %% [markdown]
# Stubbornness costs agreements: see the row `P(sign)`, its simulation noise (`low` to `high`) and
# what we do not know (`range_low` to `range_high`). Does it at least bring better ones? Who signs,
# and what:

# %%
for title, side in {"as written": comparison.a, "stubborn": comparison.b}.items():
    print(title)
    print(side.results.packages.head(3).round(2), end="\n\n")

# %%
comparison.table(["E(utility.rebels)", "E(utility.government)"]).round(3)

# %% [markdown]
# A range that is missing (NaN) means that too few runs met the condition to say.
#
# The unit is a share of what the party could win at most. If the interval of `change` for the
# rebels lies below 0, their stubbornness did not pay, on average over all runs, those without a
# deal included.
#
# ## For all runs at once
#
# The same without `one_run` works on all live runs together, and is much faster: every array has a
# first axis over runs.


# %%
@sim.strategies.register("stubborn_fast")
class StubbornFast(sim.Strategy):
    """As `Stubborn`, in all runs at once."""

    def __init__(self, share: float = 0.8):
        self.share = share

    def propose(self, view):
        return np.where(view.allowed, view.utility, -np.inf).argmax(axis=-1)

    def accepts(self, view):
        return view.at(view.utility, view.offer) >= self.share * view.utility.max(axis=-1)


fast = template.with_({"parties.rebels.strategy": {"name": "stubborn_fast", "share": 0.8}})
same = sim.compare(stubborn, fast, runs=400, draws=0)
same.difference("P(sign)").change

# %% [markdown]
# No difference at all: the two are one strategy.
#
# **What this does not say.** That people bargain so. A strategy is a "what if they did"; compare it
# with the model's own and with others.
#
# **Try this.** Let `share` fall from round to round (`view.round`). Save the class in a file and
# give it to the command line: `tracktwo run FILE --plugin stubborn.py`. What the view shows is
# listed by `help(sim.View)`; what is registered, by `sim.strategies.names()`.
