# %% [markdown]
# # 11. A deal that shifts power
#
# **Python.** **Goals.** You can say why two sides that would both gain from a deal may not make
# one, work out when a promise is kept, and compare two cures.
#
# **Time.** 90 minutes: 10 to read and predict, 10 to play, 50 to compute and plot, 20 to write.
#
# **Story.** A government and rebels divide a country, worth 1 to both. War goes to the stronger in
# proportion to strength: the government has 1, the rebels your `strength`. It costs each side
# something, whoever wins. As a part of any deal the rebels lay down arms, which leaves them `left`
# times their strength for good. After that the government may keep the deal, or break it and fight.

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

numbers = check.yours("commitment", student)
print(numbers)
print("written:", check.scenario("commitment", student))

# %% [markdown]
# - `rebels_cost`, `government_cost`: what war costs each, as a share of the country.
# - `guarantee`: what somebody outside can make the breaking of a deal cost, further down.
# - `promised`: the same, for the question on history.
#
# ## Predict
#
# War costs both, and everybody knows everything. Will they make a deal? Who would break it?
#
# *My prediction:*
#
# ## Play
#
# With a neighbour. Whoever plays the government says what it would do after the rebels have
# disarmed, before the rebels sign:
#
#     tracktwo play commitment-yours.yaml --as government --as rebels
#
# ## Compute
#
# By how much does disarming lower the rebels' chance of victory? Write `shift = ...`.

# %% answer="shift"
### BEGIN SOLUTION
strength = numbers["strength"]
p = strength / (strength + 1)
after = numbers["left"] * strength / (numbers["left"] * strength + 1)
shift = p - after
### END SOLUTION

# %% check="shift"
check.answer("commitment", "shift", student, shift)

# %% [markdown]
# Suppose for a moment that every deal is kept. What is the least that the rebels may have so that
# they do not prefer war, and the most, so that the government does not? Write
# `better_than_war = [least, most]`.

# %% answer="better_than_war"
### BEGIN SOLUTION
better_than_war = [p - numbers["rebels_cost"], p + numbers["government_cost"]]
### END SOLUTION

# %% check="better_than_war"
check.answer("commitment", "better_than_war", student, better_than_war)

# %% [markdown]
# Now the rebels have disarmed. What is the most that the deal may give them so that the government
# does not break it? Write `kept = ...`. Compare it with the least that the rebels sign for.

# %% answer="kept"
### BEGIN SOLUTION
kept = after + numbers["government_cost"]
### END SOLUTION

# %% check="kept"
check.answer("commitment", "kept", student, kept)

# %% [markdown]
# ## Compute: two cures
#
# Somebody outside can make it dear to break the deal. What must breaking it cost the government
# besides, at least, so that there is a deal that both sign and keep? Write `needed = ...`.

# %% answer="needed"
### BEGIN SOLUTION
needed = better_than_war[0] - kept
### END SOLUTION

# %% check="needed"
check.answer("commitment", "needed", student, needed)

# %% [markdown]
# Or the rebels lay down fewer arms. Without any guarantee: what part of their strength must be left
# to them, at least? Write `enough_left = ...`.

# %% answer="enough_left"
### BEGIN SOLUTION
parts = np.linspace(0, 1, 100_001)
chances = parts * strength / (parts * strength + 1)
enough_left = parts[p - chances <= numbers["rebels_cost"] + numbers["government_cost"]].min()
### END SOLUTION

# %% check="enough_left"
check.answer("commitment", "enough_left", student, enough_left)

# %% [markdown]
# ## Plot
#
# What the rebels sign for, and what the government keeps, by the part of their strength that is
# left to them. Deals that are both lie between the lines, where the second is above the first.

# %% locked="plot"
import matplotlib.pyplot as plt

left = np.linspace(0.05, 1, 200)
chance = left * numbers["strength"] / (left * numbers["strength"] + 1)
fig, ax = plt.subplots(figsize=(5, 3))
ax.plot(left, np.full_like(left, better_than_war[0]), label="least that the rebels sign for")
ax.plot(left, chance + numbers["government_cost"], label="most that the government keeps")
ax.axvline(numbers["left"], color="0.5", linestyle=":")
ax.set(xlabel="part of their strength left to the rebels", ylabel="rebels' share")
_ = ax.legend()
# %% [markdown]
# ## Compare with theory
#
# Run `commitment-yours.yaml` as it is: is anything signed? Then put your `guarantee` in place of
# the 0 at `issues.arms.effects.disarmed.guarantee`, and run it again, by command or by
# `sim.run(mine, runs=1, draws=0).packages`. What is the rebels' share in the deal that is signed?
# (`p61_39`: the rebels have 39 hundredths.) Write `played = ...`. Which of your limits is it near
# to, and why that one? At last write `foresight: none` and take the guarantee away: what is signed
# now, and what becomes of it?

# %% answer="played"
### BEGIN SOLUTION
mine = sim.Scenario.load("commitment-yours.yaml").with_(
    {"issues.arms.effects.disarmed.guarantee": numbers["guarantee"]}
)
option = str(sim.run(mine, runs=1, draws=0).packages.reset_index()["country"][0])
played = int(option[1:].split("_")[1]) / 100
### END SOLUTION

# %% check="played"
check.answer("commitment", "played", student, played)

# %% [markdown]
# ## One question on history
#
# At the Geneva talks of 2016 Washington and Moscow could have backed a deal: in `geneva-iii-2016`
# `issues.guarantees.effects.us_russian.guarantee` is what that adds to the cost of breaking it. Put
# your `promised` there. In 300 runs with your own seed and `draws=0`: in what percentage of the
# histories is a deal signed and held? Write `lasting = ...`. Then try 0. Does a guarantee help
# deals to be signed, or to last?

# %% answer="lasting"
### BEGIN SOLUTION
backed = sim.Scenario.load("geneva-iii-2016").with_(
    {"issues.guarantees.effects.us_russian.guarantee": numbers["promised"]}
)
lasting = 100 * sim.run(backed, runs=300, seed=numbers["seed"], draws=0).funnel.share["held"]
### END SOLUTION

# %% check="lasting"
check.answer("commitment", "lasting", student, lasting)

# %% [markdown]
# ## Write
#
# Both sides know everything, both would gain from a deal, and none is made. Why? Which of the cures
# would you propose: a guarantee, fewer arms laid down, something else? (150 words.)

# %% [markdown] written="why"
# ### BEGIN SOLUTION
# The rebels cannot take back that they have disarmed, and the government cannot bind itself not to
# use that. What it would keep after disarmament is less than the rebels can win before it, since
# power shifts by more than war costs both. The rebels foresee it and do not sign. Nobody hides
# anything, so that talking more does not help. A guarantee makes breaking dear, as far as the
# guarantor can be relied on, who has a problem of the same kind. To lay down fewer arms makes the
# shift smaller, and leaves two armies in the country. Steps taken in turn, or a share of power that
# cannot be taken back (posts in the army, a veto), make it smaller as well.
#
# **Rubric** (5 points).
#
# - 1: says that it is a promise that would not be kept, not a secret, that prevents the deal.
# - 1: gives the condition in words: the shift of power against both costs of war.
# - 1: shows with the own numbers that the two limits do not meet, and what makes them meet.
# - 1: says what the proposed cure hangs on, such as a guarantor who has to be believed.
# - 1: says with the own run of Geneva whether a guarantee changes what is signed, or what lasts.
# ### END SOLUTION
