# %% [markdown]
# # 7. Two demands at once
#
# **Python.** **Goals.** You can show that a game has many equilibria, say what it costs if two
# people have different ones in mind, and name two ways in which one of them is picked.
#
# **Time.** 75 minutes: 10 to read and predict, 15 to play, 35 to compute and plot, 15 to write.
#
# **Story.** Two share a pie. Both write down a share at the same moment, and cannot talk before. If
# the two shares fit into the pie each gets what it wrote. If not, both have what they would have
# had anyway: `first` and `second`, as shares of the pie.

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

numbers = check.yours("demand", student)
print(numbers)
print("written:", check.scenario("demand", student))

# %% [markdown]
# ## Predict
#
# What would you write as the first? What do you expect the second to write? Would you change yours
# if you had met before?
#
# *My prediction:*
#
# ## Play
#
# With a neighbour whose screen you do not see, or at one laptop, one after the other:
#
#     tracktwo play demand-yours.yaml --as first --as second
#
# Play it three times. Do you find to each other? (If something is left over, the program gives it
# to one of you, by lot.)
#
# ## Compute: too many answers
#
# In an equilibrium nobody gains by another demand, given what the other demands. Take divisions in
# whole hundredths of which both get what they ask for. How many of them are equilibria? Write
# `equilibria = ...`.

# %% answer="equilibria"
### BEGIN SOLUTION
hundredths = np.arange(101) / 100
good = (hundredths >= numbers["first"]) & (1 - hundredths >= numbers["second"])
equilibria = int(good.sum())
### END SOLUTION

# %% check="equilibria"
check.answer("demand", "equilibria", student, equilibria)

# %% [markdown]
# Each has one of these divisions in mind, drawn by lot and apart from the other, and demands its
# own part of it. How likely is it that the two demands do not fit? Write `missed = ...`.

# %% answer="missed"
### BEGIN SOLUTION
mine, theirs = np.meshgrid(np.arange(equilibria), np.arange(equilibria))
missed = (mine > theirs).mean()
### END SOLUTION

# %% check="missed"
check.answer("demand", "missed", student, missed)

# %% [markdown]
# ## Compute: which one?
#
# Nash (1953) picks the division with the greatest product of what both gain over no deal. What does
# it give the first? Write `nash = ...`.

# %% answer="nash"
### BEGIN SOLUTION
x = np.linspace(0, 1, 10_001)
gains = np.where((x >= numbers["first"]) & (1 - x >= numbers["second"]), 1, 0)
nash = x[np.argmax(gains * (x - numbers["first"]) * (1 - x - numbers["second"]))]
### END SOLUTION

# %% check="nash"
check.answer("demand", "nash", student, nash)

# %% [markdown]
# Another rule that comes to mind is half and half. The first goes by that one and demands half; the
# second goes by Nash's and demands what it gives the second. By how much do the two demands exceed
# the pie? Write `clash = ...`.

# %% answer="clash"
### BEGIN SOLUTION
clash = 0.5 + (1 - nash) - 1
### END SOLUTION

# %% check="clash"
check.answer("demand", "clash", student, clash)

# %% [markdown]
# Now the first has no rule, only a doubt: the second may demand anything from `modest` up to
# 1 - `first`, all equally likely. The more the first demands the less likely the two fit. Which
# demand brings it most on average? Write `doubtful = ...`.

# %% answer="doubtful"
### BEGIN SOLUTION
fits = np.clip((1 - x - numbers["modest"]) / (1 - numbers["first"] - numbers["modest"]), 0, 1)
on_average = fits * x + (1 - fits) * numbers["first"]
doubtful = x[np.argmax(on_average)]
### END SOLUTION

# %% check="doubtful"
check.answer("demand", "doubtful", student, doubtful)

# %% [markdown]
# ## Plot
#
# All divisions, and those that are equilibria. Then put `second` in place of `modest` in your last
# answer. What is best to demand now, and where have you met that number? (Nash drew his reason for
# the product from a doubt of this kind.)

# %% locked="plot"
from sim.theory.packages import individually_rational

mine = sim.Scenario.load("demand-yours.yaml")
table = check.payoffs(mine)
both = individually_rational(table.utility, table.reservation)
check.picture(table, both, "equilibria in which both get their demand")

# %% [markdown]
# ## Compare with theory
#
# In `demand-yours.yaml` both parties have `strategy: {name: equilibrium, solution: nash}`. Run it,
# by command or by `sim.run(mine, runs=1, draws=0).packages`. What is the first's share in the deal
# that is signed? (`p40_60`: the first has 40 hundredths.) Write `played = ...`. Nothing in the
# rules of the game led there: the word `nash` in the file did. Try `kalai_smorodinsky`, too: why is
# it the same here?

# %% answer="played"
### BEGIN SOLUTION
solved = sim.Scenario.load("demand-yours.yaml")
option = str(sim.run(solved, runs=1, draws=0).packages.reset_index()["pie"][0])
played = int(option[1:].split("_")[0]) / 100
### END SOLUTION

# %% check="played"
check.answer("demand", "played", student, played)

# %% [markdown]
# ## One question on history
#
# In `ankara-2016` Russia, Turkey and the rebels negotiate about a besieged town, and many packages
# would do. Run it with 300 runs, no draws of the assumptions (`draws=0`) and your own seed: in what
# percentage of the histories is the package signed that is signed most often? Write
# `most_often = ...`. What leads all to one text there, other than a guess at once?

# %% answer="most_often"
### BEGIN SOLUTION
results = sim.run("ankara-2016", runs=300, seed=numbers["seed"], draws=0)
most_often = 100 * results.packages.share.max()
### END SOLUTION

# %% check="most_often"
check.answer("demand", "most_often", student, most_often)

# %% [markdown]
# ## Write
#
# Two strangers play your game once. Which equilibrium would you expect, if any? Compare half and
# half, Nash's division, and none. (150 words.)

# %% [markdown] written="why"
# ### BEGIN SOLUTION
# Nothing in the rules picks one: each division in the zone is an equilibrium, and demands drawn by
# lot miss each other nearly half of the time. Half and half is what comes to mind first, and it
# needs no arithmetic; but the one with the better outside option finds it unfair. Nash's division
# counts outside options, and is where doubt about the other leads. If one goes by the one and the
# other by the other, both have nothing. Talk, custom, or a mediator's text help by making one
# division the one that both expect.
#
# **Rubric** (4 points).
#
# - 1: says that many divisions are equilibria, and why none is more so than another.
# - 1: gives a reason for the expected one that is about what each expects of the other.
# - 1: uses the own numbers: how likely a miss is, or how far half and half is from Nash's.
# - 1: says what would make the expectation common (talk, custom, a text), or why none would be.
# ### END SOLUTION
