# %% [markdown]
# # 3. Counterfactuals
#
# What if one thing had been otherwise? We change the file, and run both on the *same draws*: run 17
# of the one has the same luck and the same assumptions as run 17 of the other. What differs is what
# we changed.

# %%
import sim

geneva = sim.Scenario.load("geneva-2013")
unarmed = geneva.drop("threats.arm_on_refusal")
comparison = sim.compare(geneva, unarmed, runs=1000, draws=20, progress=True)
comparison

# %% [markdown]
# The row to read first is "talks convene". `B - A` is the difference; its simulation noise is small
# because the runs are paired. What we do not know is the difference under other readings of the
# evidence.
#
# A demand can be given up, and it can be met. These are two things. Given up, nobody has to pay for
# it; met, somebody has.

# %%
given_up = geneva.drop("parties.smc.preconditions.balance")
met = geneva.with_({"issues.arms.status_quo": "anti_tank"})
for title, other in {
    "the command asks for nothing": given_up,
    "the weapons are there": met,
}.items():
    change = sim.compare(geneva, other, runs=500, draws=40).difference("P(convene)")
    print(f"{title}: {round(100 * change.change):+} points")
    print(f"  simulation noise: {round(100 * change.low):+} to {round(100 * change.high):+}")
    low, high = round(100 * change.range_low), round(100 * change.range_high)
    print(f"  what we do not know: {low:+} to {high:+}")

# %% [markdown]
# ## All of them, one at a time and together
#
# Demands hold each other up: with two in the way, dropping either may bring nothing. So each is
# also taken out in every combination with the others, and gets its share of what all of them
# do together (its Shapley value).

# %%
why = sim.explain(geneva, runs=500, draws=40, kinds=["precondition", "threat"])
why

# %% [markdown]
# As tables: what each does alone, and its share of what they do together.

# %%
columns = ["kind", "name", "how", "change", "low", "high", "range_low", "range_high"]
why.pivotal[why.pivotal.quantity == "P(convene)"][columns].round(3)

# %%
why.attribution[why.attribution.quantity == "P(convene)"].round(3)

# %% [markdown]
# **What this does not say.** The model is asked what it would do, not the world. A counterfactual
# is no better than the numbers near it: a threat whose credibility nobody knows makes a difference
# that nobody knows, and `range_low` and `range_high` say so.
#
# **Try this.** Cut a tie: `geneva.drop("ties.us_coalition")`. Seat somebody:
# `geneva.with_({"forums.geneva.seats": ["regime", "coalition", "smc", "us", "russia", "iran"]})`.
# Move several things at once with levers, in [explore](explore.ipynb).
