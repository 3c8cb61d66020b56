# %% [markdown]
# # 12. A war of attrition
#
# **Python.** **Goals.** You can find a mixed equilibrium from who has to be indifferent, say how
# long a war of waiting lasts and what is left of the prize, and why the weaker side may win more.
#
# **Time.** 90 minutes: 10 to read and predict, 15 to play, 45 to compute and plot, 20 to write.
#
# **Story.** Two sides want one prize. Each round begins with its `cost`, paid by both, the first
# one too. Then both say at once whether they stand or give in. If one gives in the other has the
# prize; if both do a coin decides; if both stand, the next round begins.

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

numbers = check.yours("attrition", student)
print(numbers)
print("written:", check.scenario("attrition", student))

# %% [markdown]
# ## Predict
#
# How many rounds will two people hold out? And if the prize is worth less to one of them: who wins
# more often?
#
# *My prediction:*
#
# ## Play
#
# Two at one laptop, or with ten coins each and a prize of eight on the table, paid round by round:
#
#     tracktwo play attrition-yours.yaml --as north --as south
#
# ## Compute: one round
#
# Let the prize be worth 1 to both. In every round each gives in with the same chance, and that
# chance leaves the *other* indifferent between giving in and standing. Write down what each of the
# two brings the other; if both stand, it is once more where it is now, one round's cost poorer.
# What is the chance? Write `gives_in = ...`.


# %% answer="gives_in"
### BEGIN SOLUTION
def indifferent(prize):
    """Chance q with which giving in, q/2, is worth q + (1 - q) (q/2 - k), in prizes."""
    k = numbers["cost"] / prize
    return 1 + k - np.sqrt(1 + k**2)


gives_in = indifferent(1)
### END SOLUTION

# %% check="gives_in"
check.answer("attrition", "gives_in", student, gives_in)

# %% [markdown]
# ## Compute: the whole war
#
# How many rounds does it last on average (`lasts`), and with what chance has nobody given in after
# your number of `rounds` (`goes_on`)?

# %% answer="lasts"
### BEGIN SOLUTION
lasts = 1 / (1 - (1 - gives_in) ** 2)
### END SOLUTION

# %% check="lasts"
check.answer("attrition", "lasts", student, lasts)

# %% answer="goes_on"
### BEGIN SOLUTION
goes_on = ((1 - gives_in) ** 2) ** numbers["rounds"]
### END SOLUTION

# %% check="goes_on"
check.answer("attrition", "goes_on", student, goes_on)

# %% [markdown]
# What is the war worth to each side before its first round is paid? Write `worth = ...`. It takes
# one line, if you remember between what each is indifferent.

# %% answer="worth"
### BEGIN SOLUTION
worth = gives_in / 2 - numbers["cost"]
### END SOLUTION

# %% check="worth"
check.answer("attrition", "worth", student, worth)

# %% [markdown]
# ## Plot
#
# The chance that the war goes on, by the number of rounds, and what both together have paid by
# then.

# %% locked="plot"
import matplotlib.pyplot as plt

after = np.arange(0, 31)
fig, ax = plt.subplots(figsize=(5, 3))
ax.step(after, (1 - gives_in) ** (2 * after), where="post", label="chance that it goes on")
ax.plot(after, 2 * numbers["cost"] * after, color="0.5", linestyle=":", label="paid by both")
ax.set(xlabel="rounds", ylim=(0, 2))
_ = ax.legend()
# %% [markdown]
# ## Compute: a side with less to win
#
# Now the prize is worth only your `smaller` to south, and still 1 to north. Who has to be kept
# indifferent by whom? With what chance does south win? Write `south_wins = ...`.

# %% answer="south_wins"
### BEGIN SOLUTION
north, south = indifferent(numbers["smaller"]), indifferent(1)
ends = 1 - (1 - north) * (1 - south)
south_wins = (north * (1 - south) + north * south / 2) / ends
### END SOLUTION

# %% check="south_wins"
check.answer("attrition", "south_wins", student, south_wins)

# %% [markdown]
# ## Compare with theory
#
# That is the war in `attrition-yours.yaml`. Run it 300 times with your own seed and `draws=0`. In
# what percentage of the runs does south win? Write `played = ...`. With 300 runs, how far off may
# it be by luck?

# %% answer="played"
### BEGIN SOLUTION
mine = sim.Scenario.load("attrition-yours.yaml")
signed = sim.run(mine, runs=300, seed=numbers["seed"], draws=0).packages.reset_index()
played = 100 * float(signed.loc[signed["prize"] == "to_south", "share"].sum())
### END SOLUTION

# %% check="played"
check.answer("attrition", "played", student, played)

# %% [markdown]
# ## One question on history
#
# In `khatib-2013` nobody knows what the war costs the regime: `parties.regime.war_cost` is a range.
# Set it to your own `war_cost`. In 300 runs with your seed and `draws=0`: in what percentage is a
# deal signed? Write `enduring = ...`. Does a side that minds the war less sign less often there?

# %% answer="enduring"
### BEGIN SOLUTION
case = sim.Scenario.load("khatib-2013").with_({"parties.regime.war_cost": numbers["war_cost"]})
ran = sim.run(case, runs=300, seed=numbers["seed"], draws=0)
enduring = 100 * ran.funnel.share["agreed"]
### END SOLUTION

# %% check="enduring"
check.answer("attrition", "enduring", student, enduring)

# %% [markdown]
# ## Write
#
# All that can be won is spent on the wait, and everybody knows it. Why does nobody give in at once?
# And would you believe, of a real war, that the side with less to win wins more often? (150 words.)

# %% [markdown] written="why"
# ### BEGIN SOLUTION
# If one side were sure to stand, the other would give in at once; if it were sure to give in, the
# other would stand. So neither can be sure, and what has been paid is gone whatever comes. That the
# weaker side wins more often follows from who is kept indifferent: the other must give in more
# often, or it would not go on waiting. There are two more equilibria, in which one side gives in
# at once for certain, and people who do not know each other's cost learn from the wait.
#
# **Rubric** (4 points).
#
# - 1: says why neither "stand always" nor "give in at once", by both, is an equilibrium.
# - 1: sees that what is paid is paid, and no reason to stay or to go.
# - 1: explains the odd result by whose indifference sets whose chance, with the own number.
# - 1: doubts it for a reason: other equilibria, what each does not know, or who decides for a side.
# ### END SOLUTION
