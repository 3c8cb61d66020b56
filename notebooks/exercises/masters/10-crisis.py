# %% [markdown]
# # 10. A crisis
#
# **Python.** **Goals.** You can say why there is always a deal that is better than war, when it is
# found, and why somebody who reckons rightly may still risk a war.
#
# **Time.** 90 minutes: 10 to read and predict, 15 to play, 45 to compute and plot, 20 to write.
#
# **Story.** Two states dispute a territory, worth 1 to both. The challenger makes a single offer,
# to be taken or answered by war. In a war the winner takes all, and each side pays its own cost,
# whoever wins. Chances are in proportion to strength: the challenger has your `strength`, the
# defender has 2.

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

numbers = check.yours("crisis", student)
print(numbers)
print("written:", check.scenario("crisis", student))

# %% [markdown]
# - `own_cost`: what war costs the challenger, as a share of the territory.
# - `known_cost`: what it costs the defender, in the first two questions, where all know it.
# - `highest`: the most that it may cost the defender in the others, where only the defender knows.
#
# ## Predict
#
# War costs both. Will there be any, if all is known? And with a secret?
#
# *My prediction:*
#
# ## Play
#
# With a neighbour; only the defender may look at what war is worth to it. Three games with other
# seeds, in which the defender has other costs. Then change seats:
#
#     tracktwo play crisis-yours.yaml --as challenger --as defender --seed 1
#
# ## Compute: nothing to hide
#
# What is the least that the challenger may have in a deal so that it does not prefer war, and the
# most, so that the defender does not? Write `better_than_war = [least, most]`.

# %% answer="better_than_war"
### BEGIN SOLUTION
p = numbers["strength"] / (numbers["strength"] + 2)
better_than_war = [p - numbers["own_cost"], p + numbers["known_cost"]]
### END SOLUTION

# %% check="better_than_war"
check.answer("crisis", "better_than_war", student, better_than_war)

# %% [markdown]
# The challenger makes the only offer, and the defender takes what is no worse than war. What share
# does the challenger leave to the defender? Write `leaves = ...`.

# %% answer="leaves"
### BEGIN SOLUTION
leaves = 1 - better_than_war[1]
### END SOLUTION

# %% check="leaves"
check.answer("crisis", "leaves", student, leaves)

# %% [markdown]
# ## Compute: a secret
#
# Now the defender's cost is anything from 0 to `highest`, all equally likely, and only the defender
# knows it. Suppose that the challenger offers just what a defender of cost $x$ takes. Defenders of
# a lower cost fight. A deal is worth $x$ + `own_cost` more to the challenger than war. Which $x$ is
# best for the challenger? Write `aimed_at = ...`. And how likely is war then? Write `war = ...`.

# %% answer="aimed_at"
### BEGIN SOLUTION
x = np.linspace(0, numbers["highest"], 10_001)
accepted = 1 - x / numbers["highest"]
gain = accepted * (x + numbers["own_cost"])
aimed_at = x[np.argmax(gain)]
### END SOLUTION

# %% check="aimed_at"
check.answer("crisis", "aimed_at", student, aimed_at)

# %% answer="war"
### BEGIN SOLUTION
war = aimed_at / numbers["highest"]
### END SOLUTION

# %% check="war"
check.answer("crisis", "war", student, war)

# %% [markdown]
# A challenger who knew each defender's cost would have, each time, both costs of war for itself.
# How much less does it have on average, with its best offer in the dark? Write `secret = ...`.

# %% answer="secret"
### BEGIN SOLUTION
secret = (x + numbers["own_cost"]).mean() - gain.max()
### END SOLUTION

# %% check="secret"
check.answer("crisis", "secret", student, secret)

# %% [markdown]
# ## Plot
#
# What an offer brings the challenger, above war, by the defender at whom it is aimed. How much does
# it lose by an offer that all take?

# %% locked="plot"
import matplotlib.pyplot as plt

costs = np.linspace(0, numbers["highest"], 201)
brings = (1 - costs / numbers["highest"]) * (costs + numbers["own_cost"])
fig, ax = plt.subplots(figsize=(5, 3))
ax.plot(costs, brings)
ax.axvline(aimed_at, color="0.5", linestyle=":")
ax.set(xlabel="cost of the defender aimed at", ylabel="gain over war, on average")
# %% [markdown]
# ## Compare with theory
#
# Run `crisis-yours.yaml` with 300 runs, `draws=0` and your own seed:
#
#     tracktwo run crisis-yours.yaml --runs 300 --draws 0 --seed 17
#
# In what percentage of the runs is there war, that is, no deal? Write `fought = ...`. Over many
# seeds it is more than 100 times your `war`. The challenger of the engine holds only five defenders
# to be possible, with costs of 0, 1/4, 1/2, 3/4 and 1 times `highest`, and chances of 1/8, 1/4,
# 1/4, 1/4 and 1/8. At which of them does it aim? Then give the defender your `known_cost` in place
# of the range (`parties.defender.war_cost`) and run it again.

# %% answer="fought"
### BEGIN SOLUTION
mine = sim.Scenario.load("crisis-yours.yaml")
ran = sim.run(mine, runs=300, seed=numbers["seed"], draws=0)
fought = 100 * (1 - ran.funnel.share["agreed"])
### END SOLUTION

# %% check="fought"
check.answer("crisis", "fought", student, fought)

# %% [markdown]
# ## One question on history
#
# In `geneva-2013` nobody but the regime knows what the war costs it: `parties.regime.war_cost` is a
# range. Put the single number `regime_cost` in its place, so that all know it. In 300 runs with
# your own seed and `draws=0`: in what percentage of the histories is a deal signed? Write
# `nothing_to_hide = ...`. Two things have changed at once. Which? How would you take them apart?

# %% answer="nothing_to_hide"
### BEGIN SOLUTION
open_book = sim.Scenario.load("geneva-2013").with_(
    {"parties.regime.war_cost": numbers["regime_cost"]}
)
ran = sim.run(open_book, runs=300, seed=numbers["seed"], draws=0)
nothing_to_hide = 100 * ran.funnel.share["agreed"]
### END SOLUTION

# %% check="nothing_to_hide"
check.answer("crisis", "nothing_to_hide", student, nothing_to_hide)

# %% [markdown]
# ## Write
#
# The challenger knows that there is a deal better than war for both, whatever the defender's cost.
# Why does it risk a war all the same? Why can the defender not just say what war costs it?
# (150 words.)

# %% [markdown] written="why"
# ### BEGIN SOLUTION
# An offer that all take has to be good enough for the defender whom war costs nothing. Most
# defenders would take less, so the challenger offers less, and fights those who would not: what it
# keeps in the many cases outweighs what it loses in the few. Nobody errs. The defender could say
# that war costs it little, but all defenders would say so, whatever it costs them, since whoever is
# believed is offered more. Only what would be too dear for a weak one to do is believed. In Geneva
# a number in place of the range takes the doubt away, and it also makes the war cheaper or dearer
# than it was on average; the middle of the range would take only the doubt away.
#
# **Rubric** (5 points).
#
# - 1: says that a range of deals better than war exists for every cost.
# - 1: explains the trade of risk against return, with the own numbers.
# - 1: says why the defender's word is not believed: the incentive to claim a low cost.
# - 1: names something that would be believed, because it costs a weak defender too much.
# - 1: takes apart, for Geneva, the doubt about the cost and its size.
# ### END SOLUTION
