# %% [markdown]
# # 6. Offers in turn
#
# **Python.** **Goals.** You can solve a bargaining game from its end, see what remains when there
# is no end, and say what patience, the first offer and a deadline are worth.
#
# **Time.** 90 minutes: 10 to read and predict, 15 to play, 45 to compute and plot, 20 to write.
#
# **Story.** Two share a pie and make offers in turn. A share in the next round is worth less than
# the same share now: `patience` times as much. After your number of `rounds` the pie is gone.

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

numbers = check.yours("offers", student)
print(numbers)
print("written:", check.scenario("offers", student))

# %% [markdown]
# ## Predict
#
# Who is better off with two rounds, who with three? And with very many?
#
# *My prediction:*
#
# ## Play
#
#     tracktwo play offers-yours.yaml --as first --as second
#
# ## Compute: solve it from the end
#
# In the last round whoever offers keeps all. One round before, the other has to be left what
# waiting is worth to it. Go back to the first round. What does the first to offer get in a game of
# 1, 2, 3, ... rounds, up to your `rounds`? Write `shares = [...]`, one number for each.

# %% answer="shares"
### BEGIN SOLUTION
patience = (numbers["patience_first"], numbers["patience_second"])


def first_gets(rounds):
    """The share of the first to offer: the first offers in odd rounds, the second in even ones."""
    keeps = 1.0  # of whoever makes the last offer
    for round in range(rounds - 1, 0, -1):
        other = round % 2  # 1 where the first offers, so that the second waits
        keeps = 1 - patience[other] * keeps
    return keeps


shares = [first_gets(rounds) for rounds in range(1, numbers["rounds"] + 1)]
### END SOLUTION

# %% check="shares"
check.answer("offers", "shares", student, shares)

# %% [markdown]
# ## Compute: without an end
#
# If there is no last round, whoever offers is always in the same position. What does the first to
# offer get then (Rubinstein 1982)? Write `without_end = ...`. And what would the second get, if it
# were the first to offer? Write `if_second_began = ...`.

# %% answer="without_end"
### BEGIN SOLUTION
without_end = (1 - patience[1]) / (1 - patience[0] * patience[1])
### END SOLUTION

# %% check="without_end"
check.answer("offers", "without_end", student, without_end)

# %% answer="if_second_began"
### BEGIN SOLUTION
if_second_began = (1 - patience[0]) / (1 - patience[0] * patience[1])
### END SOLUTION

# %% check="if_second_began"
check.answer("offers", "if_second_began", student, if_second_began)

# %% [markdown]
# From how many rounds on is what the first gets never further than 0.01 from `without_end`? Write
# `long_enough = ...`.

# %% answer="long_enough"
### BEGIN SOLUTION
off = [abs(first_gets(rounds) - without_end) > 0.01 for rounds in range(1, 200)]
long_enough = int(np.flatnonzero(off).max()) + 2
### END SOLUTION

# %% check="long_enough"
check.answer("offers", "long_enough", student, long_enough)

# %% [markdown]
# ## Plot
#
# What the first gets, by the number of rounds, and the line to which it tends.

# %% locked="plot"
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(5, 3))
ax.plot(range(1, len(shares) + 1), shares, "o-")
ax.axhline(without_end, color="0.5", linestyle=":")
ax.set(xlabel="rounds", ylabel="share of the first to offer", ylim=(0, 1))
# %% [markdown]
# ## Compare with theory
#
# `tracktwo solve offers-yours.yaml` solves your file from the end. Now run it: in it both go by
# what you have worked out. What is the first's share in the deal that is signed? (`p60_40`: the
# first has 60 hundredths.) Write `played = ...`. It may be off by a few hundredths from the last of
# your `shares`: an offer is made in whole hundredths, in every round.

# %% answer="played"
### BEGIN SOLUTION
mine = sim.Scenario.load("offers-yours.yaml")
option = str(sim.run(mine, runs=1, draws=0).packages.reset_index()["pie"][0])
played = int(option[1:].split("_")[0]) / 100
### END SOLUTION

# %% check="played"
check.answer("offers", "played", student, played)

# %% [markdown]
# ## One question on history
#
# The Geneva conference of 2013 has twelve weeks at the table in `geneva-2013`
# (`forums.geneva.deadline`). Give it your number of `weeks` instead. In 300 runs with your own seed
# and `draws=0`: in what percentage of the histories is a deal signed? Write `hurried = ...`.

# %% answer="hurried"
### BEGIN SOLUTION
short = sim.Scenario.load("geneva-2013").with_({"forums.geneva.deadline": numbers["weeks"]})
hurried = 100 * sim.run(short, runs=300, seed=numbers["seed"], draws=0).funnel.share["agreed"]
### END SOLUTION

# %% check="hurried"
check.answer("offers", "hurried", student, hurried)

# %% [markdown]
# ## Write
#
# A mediator may set a deadline, or say that there is none. Who gains by either in your game? What
# does your run of Geneva add, and what does it not? (150 words.)

# %% [markdown] written="why"
# ### BEGIN SOLUTION
# With a last round it matters most who makes the last offer: with few rounds that party takes
# nearly all, and each round more moves the share to and fro, less and less. Without an end the more
# patient one has more, and to begin is worth a little. In both games nothing is lost, since all is
# known and the first offer is taken. In Geneva a shorter time at the table costs deals, for there
# parties find out by offering what the others take.
#
# **Rubric** (4 points).
#
# - 1: says who gains by a deadline, with the own numbers for odd and even rounds.
# - 1: says what patience does where there is no end.
# - 1: sees that in the textbook game no deadline costs a deal, and in Geneva one does, or may.
# - 1: gives a reason for the difference: who knows what, or what a week of talks is for.
# ### END SOLUTION
