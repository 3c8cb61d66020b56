# %% [markdown]
# # 8. A legislature
#
# **Python.** **Goals.** You can say what a vote costs a proposer, what the right to propose is
# worth under any quota, and why to propose more often need not bring more.
#
# **Time.** 90 minutes: 10 to read and predict, 15 to play, 45 to compute and plot, 20 to write.
#
# **Story.** A legislature divides a budget of 1. In every round a lot decides who proposes; all
# the others vote at once, yes or no, and nothing is amended. If the proposal has enough votes it is
# carried out. If not, there is another round, and a share in it is worth `patience` times as much
# as now. Nobody remembers who voted how: a round is like any other.

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

numbers = check.yours("legislature", student)
print(numbers)
print("written:", check.scenario("legislature", student))

# %% [markdown]
# ## Predict
#
# Three members, two votes are enough. You propose. To how many do you give something, and how much?
#
# *My prediction:*
#
# ## Play
#
# With a neighbour; the third member goes by theory:
#
#     tracktwo play legislature-yours.yaml --as east --as north
#
# ## Compute: three alike
#
# Before the lot is drawn all three expect the same, and together they expect all of it. What share
# must a proposer offer for the one vote that it needs? Whoever is indifferent says yes. Write
# `price = ...`.

# %% answer="price"
### BEGIN SOLUTION
patience = numbers["patience"]
price = patience / 3
### END SOLUTION

# %% check="price"
check.answer("legislature", "price", student, price)

# %% [markdown]
# Now there are `members`, all alike, and `quota` of them must say yes, the proposer among them.
# What does the proposer keep (Baron and Ferejohn 1989)? Write `keeps = ...`. And what if all must
# say yes? Write `unanimous = ...`.

# %% answer="keeps"
### BEGIN SOLUTION
members = numbers["members"]


def kept(votes):
    """What is left after the votes that are lacking have been bought."""
    return 1 - (votes - 1) * patience / members


keeps = kept(numbers["quota"])
### END SOLUTION

# %% check="keeps"
check.answer("legislature", "keeps", student, keeps)

# %% answer="unanimous"
### BEGIN SOLUTION
unanimous = kept(members)
### END SOLUTION

# %% check="unanimous"
check.answer("legislature", "unanimous", student, unanimous)

# %% [markdown]
# ## Compute: not alike
#
# Three members again, and two votes. East proposes with your `chance`; the other two share the
# rest. East is so often the one to propose that its vote is dear, and nobody buys it any more: the
# other two buy each other. Let $v$ be what east expects before the lot is drawn, and $w$ what each
# of the others does. Write down one equation for each, and solve them. What does east expect? Write
# `often = ...`.

# %% answer="often"
### BEGIN SOLUTION
chance, rest = numbers["chance"], (1 - numbers["chance"]) / 2
# w: proposes and pays the third; is bought by east half of the time, and by the third always
# w = rest * (1 - patience * w) + (chance / 2 + rest) * patience * w
w = rest / (1 + rest * patience - (chance / 2 + rest) * patience)
often = chance * (1 - patience * w)
### END SOLUTION

# %% check="often"
check.answer("legislature", "often", student, often)

# %% [markdown]
# With a smaller chance east is still bought now and then, just so often that its vote costs as much
# as the others'. Then all three expect a third, east too, although it proposes more often. Up to
# which chance is that so? Write `no_gain = ...`. (At the end of it nobody buys east, and proposing
# alone brings it a third.)

# %% answer="no_gain"
### BEGIN SOLUTION
no_gain = (1 / 3) / (1 - patience / 3)
### END SOLUTION

# %% check="no_gain"
check.answer("legislature", "no_gain", student, no_gain)

# %% [markdown]
# ## Plot
#
# Left: what a proposer keeps, by the quota. Right: what east expects, by its chance to propose, as
# theory solves it. Where is your `no_gain`?

# %% locked="plot"
import matplotlib.pyplot as plt

from sim.theory.stationary import baron_ferejohn

quotas = np.arange(1, numbers["members"] + 1)
chances = np.linspace(1 / 3, 0.9, 30)
east = [
    baron_ferejohn(numbers["patience"], [p, (1 - p) / 2, (1 - p) / 2]).values[0] for p in chances
]
fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3), sharey=True)
left.plot(quotas, 1 - numbers["patience"] * (quotas - 1) / numbers["members"], "o-")
left.set(xlabel="votes needed", ylabel="share", ylim=(0, 1), title="kept by a proposer")
right.plot(chances, east)
right.axvline(no_gain, color="0.5", linestyle=":")
right.set(xlabel="chance to propose", title="expected by east")
# %% [markdown]
# ## Compare with theory
#
# `tracktwo solve legislature-yours.yaml` says what theory says of it. Run it, by command or
# by `sim.run(mine, runs=1, draws=0).packages`. What does the proposer keep in the deal that is
# signed? (`p0_14_6`: east, north and west have 0, 14 and 6 twentieths.) Write `played = ...`. The
# vote costs the next twentieth above your `price`: nobody can be offered less than a piece.

# %% answer="played"
### BEGIN SOLUTION
mine = sim.Scenario.load("legislature-yours.yaml")
option = str(sim.run(mine, runs=1, draws=0).packages.reset_index()["pie"][0])
played = max(int(share) for share in option[1:].split("_")) / 20
### END SOLUTION

# %% check="played"
check.answer("legislature", "played", student, played)

# %% [markdown]
# ## One question on history
#
# In `chemical-weapons-2013` Washington and Moscow negotiate alone, and must agree. Give the rebels
# the third seat (`forums.geneva.seats: [us, russia, smc]`) and let two votes of three decide
# (`forums.geneva.rule: {name: quota, quota: 2}`). In 300 runs with your own seed and `draws=0`: in
# what percentage of the histories is a deal signed? Write `two_of_three = ...`. Who is left out?

# %% answer="two_of_three"
### BEGIN SOLUTION
seated = sim.Scenario.load("chemical-weapons-2013").with_(
    {
        "forums.geneva.seats": ["us", "russia", "smc"],
        "forums.geneva.rule": {"name": "quota", "quota": 2},
    }
)
ran = sim.run(seated, runs=300, seed=numbers["seed"], draws=0)
two_of_three = 100 * ran.funnel.share["agreed"]
### END SOLUTION

# %% check="two_of_three"
check.answer("legislature", "two_of_three", student, two_of_three)

# %% [markdown]
# ## Write
#
# A constitution may ask for a majority, or for everybody's consent. Who gains by which in your
# legislature, before the lot is drawn and after it? What does the third seat in Geneva add?
# (150 words.)

# %% [markdown] written="why"
# ### BEGIN SOLUTION
# Before the lot is drawn all expect the same under every quota, as long as all are alike and the
# first proposal passes: the pie is shared out at once. After it the proposer has the most under
# majority rule, some have their price, and the rest nothing; under unanimity all others have their
# price, and the proposer little more. So a majority rule makes winners and losers, and unanimity
# shares out evenly. A member who cannot bear to have nothing prefers unanimity. In Geneva two votes
# suffice, so that those two who agree need not buy the third: a seat without a veto is worth
# little.
#
# **Rubric** (4 points).
#
# - 1: sees that before the lot equals expect the same under both rules.
# - 1: says with the own numbers what a proposer keeps under either, and what the others have.
# - 1: says who is left out under majority rule, and that it is the lot or the price that decides.
# - 1: says what a seat is worth that can be outvoted, with the own run of Geneva.
# ### END SOLUTION
