# %% [markdown]
# # 13. Two sealed bids
#
# **Python.** **Goals.** You can say what secrets cost: which deals are missed when both sides shade
# their bids, what a posted price does about it, and why no rules can save them all.
#
# **Time.** 90 minutes: 10 to read and predict, 15 to play, 45 to compute and plot, 20 to write.
#
# **Story.** A seller knows what a thing costs her, a buyer what it is worth to him. Of the other
# each knows only this: costs lie anywhere from 0 to your `dearest`, and values anywhere from your
# `lowest` to 1, all equally likely. Both write down a price at the same time. If his bid is no less
# than her ask they trade half way between.

# %% [markdown]
# ## Your own numbers

# %% answer="student"
### BEGIN SOLUTION
student = "reference"
### END SOLUTION

# %% locked="numbers"
import numpy as np

import sim
from sim.teaching import check

numbers = check.yours("trade", student)
print(numbers)
print("written:", check.scenario("trade", student))

# %% [markdown]
# ## Predict
#
# Of all that could be gained by trade, what part is lost because nobody tells the truth?
#
# *My prediction:*
#
# ## Play
#
# In pairs, each with a number on a card that the other does not see; ten rounds with new cards. Add
# up what you have gained together, and what you could have. Or against the machine:
#
#     tracktwo play trade-yours.yaml --as buyer
#
# ## Compute: the bids
#
# There is an equilibrium in which both bid along a line (Chatterjee & Samuelson 1983): she asks
# two thirds of her cost and something, he bids two thirds of his value and something. What is added
# hangs on the least cost and the greatest value that there can be. What does a seller ask who has
# your `cost`? Write `ask = ...`. And what does a buyer bid who has your `value`? Write `bid = ...`.

# %% answer="ask"
### BEGIN SOLUTION
ask = 2 / 3 * numbers["cost"] + 1 / 4
### END SOLUTION

# %% check="ask"
check.answer("trade", "ask", student, ask)

# %% answer="bid"
### BEGIN SOLUTION
bid = 2 / 3 * numbers["value"] + 1 / 12
### END SOLUTION

# %% check="bid"
check.answer("trade", "bid", student, bid)

# %% [markdown]
# ## Compute: what is lost
#
# How likely are two to trade in this equilibrium (`chance`), over all costs and values? What do
# both gain together, on average over all pairs, those who do not trade too (`gains`)? And what
# would they, if all traded whose value is above the cost (`possible`)? By hand, or on a fine grid,
# to three places.

# %% answer="chance"
### BEGIN SOLUTION
fine = (np.arange(1000) + 0.5) / 1000
costs = numbers["dearest"] * fine[:, None]
values = numbers["lowest"] + (1 - numbers["lowest"]) * fine[None, :]
gap = values - costs
chance = (gap >= 1 / 4).mean()
### END SOLUTION

# %% check="chance"
check.answer("trade", "chance", student, chance)

# %% answer="gains"
### BEGIN SOLUTION
gains = np.where(gap >= 1 / 4, gap, 0).mean()
### END SOLUTION

# %% check="gains"
check.answer("trade", "gains", student, gains)

# %% answer="possible"
### BEGIN SOLUTION
possible = np.maximum(gap, 0).mean()
### END SOLUTION

# %% check="possible"
check.answer("trade", "possible", student, possible)

# %% [markdown]
# ## Plot
#
# All pairs. Dark: they trade. Between dark and light: they should, and miss it.

# %% locked="plot"
import matplotlib.pyplot as plt

c = np.linspace(0, numbers["dearest"], 200)[:, None]
v = np.linspace(numbers["lowest"], 1, 200)[None, :]
shade = (v > c).astype(int) + (2 / 3 * v + 1 / 12 >= 2 / 3 * c + 1 / 4)
fig, ax = plt.subplots(figsize=(4, 4))
ax.contourf(c[:, 0], v[0], shade.T, levels=[-0.5, 0.5, 1.5, 2.5], cmap="Greys")
ax.set(xlabel="what it costs her", ylabel="what it is worth to him")
# %% [markdown]
# ## Compute: other rules
#
# Somebody who knows neither number names a price, your `posted`; they trade if both take it. Then
# nobody has a reason to pretend. What do they gain together, on average over all pairs? Write
# `at_posted = ...`.

# %% answer="at_posted"
### BEGIN SOLUTION
price = numbers["posted"]
at_posted = np.where((costs <= price) & (values >= price), gap, 0).mean()
### END SOLUTION

# %% check="at_posted"
check.answer("trade", "at_posted", student, at_posted)

# %% [markdown]
# ## Compare with theory
#
# What is the most that *any* rules could bring, if all may stay away and nobody pays a subsidy
# (Myerson & Satterthwaite 1983)? `sim.theory.trade.best_possible(seller, buyer)` works it out, from
# the two ranges. Write `best = ...`. Which of your numbers is it the same as?

# %% answer="best"
### BEGIN SOLUTION
from sim.theory.trade import best_possible

best = best_possible((0, numbers["dearest"]), (numbers["lowest"], 1))
### END SOLUTION

# %% check="best"
check.answer("trade", "best", student, best)

# %% [markdown]
# Now run `trade-yours.yaml` 300 times, with your own seed and `draws=0`. In what percentage of the
# runs do they trade? Write `played = ...`. How far is it from your `chance`, and is that luck?

# %% answer="played"
### BEGIN SOLUTION
mine = sim.Scenario.load("trade-yours.yaml")
traded = sim.run(mine, runs=300, seed=numbers["seed"], draws=0)
played = 100 * traded.funnel.share["agreed"]
### END SOLUTION

# %% check="played"
check.answer("trade", "played", student, played)

# %% [markdown]
# ## One question on history
#
# In `chemical-weapons-2013` each party knows something of its own that nobody else sees: a shock to
# what things are worth to it, of the size `noise`. Set it to your own `noise`. In 300 runs with
# your seed and `draws=0`: in what percentage is a deal signed? Write `noisy = ...`. Then run it as
# it is written. May one say that secrets cost deals there?

# %% answer="noisy"
### BEGIN SOLUTION
case = sim.Scenario.load("chemical-weapons-2013").with_({"noise": numbers["noise"]})
ran = sim.run(case, runs=300, seed=numbers["seed"], draws=0)
noisy = 100 * ran.funnel.share["agreed"]
### END SOLUTION

# %% check="noisy"
check.answer("trade", "noisy", student, noisy)

# %% [markdown]
# ## Write
#
# You are asked to mediate between the two. You may let them bid, name a price, or have both tell
# you their numbers in confidence. Which would you choose, and what may you promise? (150 words.)

# %% [markdown] written="why"
# ### BEGIN SOLUTION
# Sealed bids bring as much as any rules can, but only if both play that equilibrium; there are many
# others, some without any trade. A named price brings less, and nobody has to guess what the other
# will do. Told in confidence both shade as well, unless the mediator's rules make the truth pay,
# and then some trades have to be given up, or somebody has to pay in. No mediator can promise that
# every deal worth making is made.
#
# **Rubric** (4 points).
#
# - 1: chooses, and compares with own numbers for bids and the posted price.
# - 1: says why a party shades its bid: it gains if it trades, and loses some trades.
# - 1: says what the bound means: not all deals, whatever the rules, without money from outside.
# - 1: names what the choice hangs on: which equilibrium is played, or who knows the ranges.
# ### END SOLUTION
