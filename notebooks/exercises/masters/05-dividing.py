# %% [markdown]
# # 5. Dividing a pie: two solutions
#
# **Python.** **Goals.** You can work out what Nash's solution and that of Kalai and Smorodinsky
# pick, say what each holds dear, and what caution and an outside option do to them.
#
# **Time.** 75 minutes: 10 to read and predict, 10 to play, 40 to compute and plot, 15 to write.
#
# **Story.** Two divide a pie. To the bold one a share $x$ is worth $x$. The cautious one values its
# share by a curve, $(1 - x)^{power}$: the first crumbs count most. A mediator knows both curves,
# and asks what a reasonable division is.

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

numbers = check.yours("dividing", student)
print(numbers)
print("written:", check.scenario("dividing", student))

# %% [markdown]
# ## Predict
#
# Who gets more than half, the bold or the cautious? Under both solutions?
#
# *My prediction:*
#
# ## Play
#
# Both write down a share at the same time. If the two fit into the pie each has what it wrote; if
# not, both have nothing.
#
#     tracktwo play dividing-yours.yaml --as bold --as cautious
#
# ## Compute
#
# *Nash*: the product of both values is greatest. Find the bold one's share `nash`, on a fine grid
# or by hand.

# %% answer="nash"
### BEGIN SOLUTION
x = np.linspace(0, 1, 10_001)
bold, cautious = x, (1 - x) ** numbers["power"]
nash = x[np.argmax(bold * cautious)]
### END SOLUTION

# %% check="nash"
check.answer("dividing", "nash", student, nash)

# %% [markdown]
# *Kalai and Smorodinsky*: each gets the same part of the most that it could have. Find the bold
# one's share `kalai_smorodinsky`.

# %% answer="kalai_smorodinsky"
### BEGIN SOLUTION
kalai_smorodinsky = x[np.argmin(abs(bold - cautious))]
### END SOLUTION

# %% check="kalai_smorodinsky"
check.answer("dividing", "kalai_smorodinsky", student, kalai_smorodinsky)

# %% [markdown]
# By how much a share of the pie has the cautious one less than half, under Nash's solution? Write
# `caution_costs = ...`.

# %% answer="caution_costs"
### BEGIN SOLUTION
caution_costs = 0.5 - (1 - nash)
### END SOLUTION

# %% check="caution_costs"
check.answer("dividing", "caution_costs", student, caution_costs)

# %% [markdown]
# Now the bold one has `outside`, in utility, if there is no deal; the cautious one still has
# nothing. What does Nash's solution give the bold one? Write `with_outside = ...`.

# %% answer="with_outside"
### BEGIN SOLUTION
gains = np.where(bold >= numbers["outside"], (bold - numbers["outside"]) * cautious, -1)
with_outside = x[np.argmax(gains)]
### END SOLUTION

# %% check="with_outside"
check.answer("dividing", "with_outside", student, with_outside)

# %% [markdown]
# ## Plot
#
# What all divisions are worth to both. Move the mark: replace `nash` by what Kalai and Smorodinsky
# pick. Which one is nearer to the diagonal?

# %% locked="plot"
from sim.theory.solutions import nash as nash_of

mine = sim.Scenario.load("dividing-yours.yaml")
table = check.payoffs(mine)
check.picture(table, nash_of(table.utility, table.reservation), "picked by Nash")

# %% [markdown]
# ## Compare with theory
#
# `tracktwo solve dividing-yours.yaml` lists all solutions. The file itself says that both go by
# Nash's: run it, by command or by `sim.run(mine, runs=1, draws=0).packages`. What is the bold one's
# share in the deal that is signed? (An option such as `p60_40` gives the shares in the order of the
# letters: bold first.) Write `played = ...`. Why is it not quite your `nash`?

# %% answer="played"
### BEGIN SOLUTION
option = str(sim.run(mine, runs=1, draws=0).packages.reset_index()["pie"][0])
played = int(option[1:].split("_")[0]) / 100
### END SOLUTION

# %% check="played"
check.answer("dividing", "played", student, played)

# %% [markdown]
# ## One question on history
#
# Real tables have no pie. Run `chemical-weapons-2013` with 300 runs, no draws of the assumptions
# (`draws=0`) and your own seed: in what percentage of the histories is the package signed that is
# signed most often? Write `most_often = ...`. Then look at `sim.figures.utility_space(results)`:
# is it one that a solution picks?

# %% answer="most_often"
### BEGIN SOLUTION
results = sim.run("chemical-weapons-2013", runs=300, seed=numbers["seed"], draws=0)
most_often = 100 * results.packages.share.max()
### END SOLUTION

# %% check="most_often"
check.answer("dividing", "most_often", student, most_often)

# %% [markdown]
# ## Write
#
# The cautious party asks you, the mediator, why it should take less than half. Which solution would
# you defend before it, and how? (150 words.)

# %% [markdown] written="why"
# ### BEGIN SOLUTION
# Nash's solution does not hang on the unit of anybody's scale, nor on divisions that nobody would
# pick; but it pays for boldness. Kalai and Smorodinsky's gives both the same part of what they
# could hope for, so that whoever could have more gets more; it costs the cautious one less here.
# Neither says that shares of the pie should be equal: an equal split is a third idea, and compares
# pies, not utilities.
#
# **Rubric** (4 points).
#
# - 1: says in plain words what the chosen solution makes equal or greatest.
# - 1: uses the own numbers for both solutions.
# - 1: gives an argument for the chosen one that is about its axioms, not about its result.
# - 1: names what the other party, or the other solution, would answer.
# ### END SOLUTION
