# %% [markdown]
# # 4. Weighted voting and quotas
#
# **No Python needed.** You edit a file, type commands in a terminal, and write your answers here
# or in an answer sheet.
#
# **Goals.** You can say what a bloc's votes are worth under a quota, and why that is not its share
# of the seats. You can say something about a body whose rule nobody has written down.
#
# **Time.** 60 minutes: 10 to read and predict, 10 to play, 25 to work out, 15 to write.
#
# **Story.** Three blocs vote, each as one. A proposal passes if those in favour have as many seats
# as the quota. They come round to a proposal one after the other: the bloc with which it passes is
# the one that tips the vote. Its *Shapley-Shubik index* is in how many of all orders it does.

# %% [markdown]
# ## Your own numbers
#
# Replace the line that raises an error by `student = "..."`, with the identifier that your teacher
# has given you.

# %% answer="student"
### BEGIN SOLUTION
student = "reference"
### END SOLUTION

# %% locked="numbers"
from sim.teaching import check

numbers = check.yours("voting", student)
print(numbers)
print("written:", check.scenario("voting", student))

# %% [markdown]
# `large`, `middle` and `small` are the seats of your blocs; `quota` is for the last question.
# Without Jupyter, `tracktwo exercise voting --student IDENTIFIER` writes the same file and an
# answer sheet.
#
# ## Predict
#
# The large bloc has about three times the seats of the small one. Under simple majority, how many
# times its power will it have?
#
# *My prediction:*
#
# ## Play
#
# In threes, each a bloc with its seats on a card. Somebody draws an order. Lay the cards down in
# it, add up, and shout when the quota is reached. Do it for all six orders and count who tipped.
#
# ## Work it out
#
# By simple majority (the least quota in your file): what is the index of the large bloc? Write
# `majority = 0.5`, if it is that.

# %% answer="majority"
### BEGIN SOLUTION
from itertools import permutations

blocs = {name: int(numbers[name]) for name in ("large", "middle", "small")}
seats = sum(blocs.values())


def tips(bloc, quota):
    """In what share of the orders a bloc is the one with which the quota is reached."""
    count = 0
    for order in permutations(blocs):
        before = sum(blocs[name] for name in order[: order.index(bloc)])
        count += before < quota <= before + blocs[bloc]
    return count / 6


majority = tips("large", seats // 2 + 1)
### END SOLUTION

# %% check="majority"
check.answer("voting", "majority", student, majority)

# %% [markdown]
# Now let the quota rise, to all seats. From which to which quota is the large bloc's index more
# than one half? Write `large_leads = [40, 50]`, if it is from 40 to 50.

# %% answer="large_leads"
### BEGIN SOLUTION
quotas = range(seats // 2 + 1, seats + 1)
leading = [quota for quota in quotas if tips("large", quota) > 0.5]
large_leads = [min(leading), max(leading)]
### END SOLUTION

# %% check="large_leads"
check.answer("voting", "large_leads", student, large_leads)

# %% [markdown]
# What is the least quota at which the small bloc never tips anything? Write `powerless = ...`.

# %% answer="powerless"
### BEGIN SOLUTION
powerless = min(quota for quota in quotas if tips("small", quota) == 0)
### END SOLUTION

# %% check="powerless"
check.answer("voting", "powerless", student, powerless)

# %% [markdown]
# What is the least quota at which each bloc has a veto? Write `all_veto = ...`.

# %% answer="all_veto"
### BEGIN SOLUTION
all_veto = blocs["large"] + blocs["middle"] + 1
### END SOLUTION

# %% check="all_veto"
check.answer("voting", "all_veto", student, all_veto)

# %% [markdown]
# ## Plot
#
# On squared paper: the quota from left to right, and for each bloc its index as a line of steps.
# Where do two lines meet? Where does one fall to the ground?
#
# ## Compare with theory
#
#     tracktwo solve voting-yours.yaml
#
# prints the index for every quota, and Banzhaf's beside it, which counts coalitions instead of
# orders. Where do the two differ? Then change the file: give one bloc four seats more. Is it always
# better off?
#
# ## One question on history
#
# In February 2013 the Syrian opposition's coalition voted on talks with the regime. Two blocs of
# votes are documented, and the number of seats; the rule of decision is not.
#
#     tracktwo solve syrian-opposition
#
# Under your `quota`: what is the index of Sabbagh's group, in percent? Write `sabbagh = 25`, if it
# is that.

# %% answer="sabbagh"
### BEGIN SOLUTION
blocs = {"doves": 29, "council_brotherhood": 26, "sabbagh": 15}
sabbagh = 100 * tips("sabbagh", numbers["quota"])
### END SOLUTION

# %% check="sabbagh"
check.answer("voting", "sabbagh", student, sabbagh)

# %% [markdown]
# ## Write
#
# Nobody has told us the coalition's rule. What can be said all the same of who had power in it, and
# what cannot? What would you ask somebody who was there? (150 words.)

# %% [markdown] written="why"
# ### BEGIN SOLUTION
# Over all quotas from more than half to all, each bloc has power under some; only the smallest is
# without any under some of them. By simple majority, and by unanimity, all weigh the same, whatever
# their seats. The seats alone say little: a dozen more or less would not change that, a quota of
# two thirds does. It matters as much whether blocs vote as one, which nobody says of them.
#
# **Rubric** (5 points).
#
# - 1: says what holds under every quota, and does not pick one.
# - 1: names a range of quotas in which something else holds, with its number.
# - 1: tells seats from power.
# - 1: doubts that a bloc votes as one, or that all orders are alike.
# - 1: asks a question whose answer would settle it (the rule, a vote that was counted, who stayed
#   away).
# ### END SOLUTION
