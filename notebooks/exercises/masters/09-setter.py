# %% [markdown]
# # 9. The setter and the median
#
# **Python.** **Goals.** You can say how far somebody who makes the only proposal can move a vote,
# whose consent binds in a game on two levels, and why a bad status quo is power.
#
# **Time.** 75 minutes: 10 to read and predict, 10 to play, 35 to compute and plot, 20 to write.
#
# **Story.** An agency wants a budget as large as can be. It may make one proposal to a town. The
# town's delegate signs or not, and then three groups of voters are asked: `thrifty`, whose best
# budget is 0.3, `middle`, and `generous`, whose best is 0.9. Everybody likes a budget the better
# the nearer it is to the own best one. Two groups of three are enough. If the proposal fails, last
# year's budget stays.

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

numbers = check.yours("setter", student)
print(numbers)
print("written:", check.scenario("setter", student))

# %% [markdown]
# - `last_year`: last year's budget. `middle`: the best budget of the middle group.
# - `delegate`, `boom`, `votes`: for questions further down.
#
# ## Predict
#
# Will the budget be the one that the middle group likes best? More? How much more?
#
# *My prediction:*
#
# ## Play
#
# With a neighbour at one laptop. The voters go by what they like:
#
#     tracktwo play setter-yours.yaml --as agency --as town
#
# ## Compute
#
# The delegate of your file wants more than the middle group, so that the vote binds. What is the
# greatest budget that passes? (Whoever is indifferent counts as a yes here.) Write `budget = ...`.

# %% answer="budget"
### BEGIN SOLUTION
scale = np.linspace(0, 1, 10_001)


def passes(best, last_year):
    """Which budgets are no further from a best one than last year's is."""
    return abs(scale - best) <= abs(last_year - best) + 1e-9


budget = scale[passes(numbers["middle"], numbers["last_year"])].max()
### END SOLUTION

# %% check="budget"
check.answer("setter", "budget", student, budget)

# %% [markdown]
# Last year's budget is the only thing that you may now choose, from 0 to 1. Which one would be the
# worst for the agency? Write `worst = ...`. And what becomes of the budget if last year's was your
# `boom`? Write `after_boom = ...`.

# %% answer="worst"
### BEGIN SOLUTION
middle = numbers["middle"]
by_last_year = [scale[passes(middle, q)].max() for q in np.linspace(0, 1, 1001)]
worst = np.linspace(0, 1, 1001)[np.argmin(by_last_year)]
### END SOLUTION

# %% check="worst"
check.answer("setter", "worst", student, worst)

# %% answer="after_boom"
### BEGIN SOLUTION
after_boom = scale[passes(middle, numbers["boom"])].max()
### END SOLUTION

# %% check="after_boom"
check.answer("setter", "after_boom", student, after_boom)

# %% [markdown]
# ## Compute: two levels
#
# Another delegate is sent, whose best budget is your `delegate`. It has to sign before anybody
# votes, and the vote has to be won as well. What is the greatest budget now? Write
# `with_delegate = ...`.

# %% answer="with_delegate"
### BEGIN SOLUTION
both = passes(numbers["delegate"], numbers["last_year"]) & passes(middle, numbers["last_year"])
with_delegate = scale[both].max()
### END SOLUTION

# %% check="with_delegate"
check.answer("setter", "with_delegate", student, with_delegate)

# %% [markdown]
# Back to the first delegate. The groups are not of one size: `votes` says how many votes the
# thrifty, the middle and the generous have, in this order. More than half of all votes are needed.
# What is the greatest budget that passes, if it cannot be above 1? Write `counted = ...`.

# %% answer="counted"
### BEGIN SOLUTION
peaks = np.repeat([0.3, middle, 0.9], numbers["votes"])
counted = scale[passes(np.median(peaks), numbers["last_year"])].max()
### END SOLUTION

# %% check="counted"
check.answer("setter", "counted", student, counted)

# %% [markdown]
# ## Plot
#
# The budget, by last year's. Where is your own case, and where is the worst one for the agency?

# %% locked="plot"
import matplotlib.pyplot as plt

from sim.theory.setter import setter_outcome

before = np.linspace(0, 1, 201)
after = [setter_outcome(1, numbers["middle"], q) for q in before]
fig, ax = plt.subplots(figsize=(5, 3))
ax.plot(before, after)
ax.plot(numbers["last_year"], budget, "o")
ax.axhline(numbers["middle"], color="0.5", linestyle=":")
ax.set(xlabel="last year's budget", ylabel="budget that passes", ylim=(0, 1.02))
# %% [markdown]
# ## Compare with theory
#
# The parties of your file go by no formula: they are the same as in the historical scenarios, and
# find out what the others take. Run it, by command or by `sim.run(mine, runs=1, draws=0).packages`.
# Which budget is signed? (`x0_70`: 0.70.) Write `played = ...`. Why is it not quite your `budget`?
# (A budget comes in steps of 0.02.) Then send the other delegate: change
# `parties.town.curves.budget.peak`.

# %% answer="played"
### BEGIN SOLUTION
mine = sim.Scenario.load("setter-yours.yaml")
option = str(sim.run(mine, runs=1, draws=0).packages.reset_index()["budget"][0])
played = float(option[1:].replace("_", "."))
### END SOLUTION

# %% check="played"
check.answer("setter", "played", student, played)

# %% [markdown]
# ## One question on history
#
# The talks of Havana between Colombia's government and the FARC were a game on two levels: the
# voters were asked in the end. Put Congress in their place: in `colombia-2012`, change
# `forums.havana.ratified_by` to `[congress]`. In 300 runs with your own seed and `draws=0`: in what
# percentage of the histories is a deal ratified? Write `congress = ...`. Then run it unchanged:
# what did it cost to ask the voters?

# %% answer="congress"
### BEGIN SOLUTION
asked = sim.Scenario.load("colombia-2012").with_({"forums.havana.ratified_by": ["congress"]})
congress = 100 * sim.run(asked, runs=300, seed=numbers["seed"], draws=0).funnel.share["ratified"]
### END SOLUTION

# %% check="congress"
check.answer("setter", "congress", student, congress)

# %% [markdown]
# ## Write
#
# "My hands are tied: the voters would never take that." Whom does it help that voters have to be
# asked: the agency, the town, nobody? Use your own numbers, and your run of Colombia. (150 words.)

# %% [markdown] written="why"
# ### BEGIN SOLUTION
# A negotiator who needs the consent of somebody harder to please gets a better deal, as long as
# there is one: with the thrifty delegate the budget is lower than with the vote alone, which is
# what the voters in the middle like better. It only helps whoever is harder to please than the
# others, and only against one who knows it. The price is that deals may fail: where the status quo
# is good for whoever has to consent nothing passes. In Colombia consent comes after both sides
# have signed, with voters whose mind is not known; that costs deals.
#
# **Rubric** (4 points).
#
# - 1: says who binds, with the own numbers of the vote and of the delegate.
# - 1: sees that tied hands move the deal towards whoever ties them, and why the agency gives way.
# - 1: says what it costs: deals that fail, or a status quo that nothing beats.
# - 1: names what differs in Colombia: doubt about the voters, the order, or who signs.
# ### END SOLUTION
