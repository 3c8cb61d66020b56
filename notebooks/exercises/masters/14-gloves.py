# %% [markdown]
# # 14. A market for gloves
#
# **No Python needed.** You edit a file, type commands in a terminal, and write your answers here
# or in an answer sheet.
#
# **Goals.** You can say which divisions hold where anybody may leave with anybody (the core), and
# what each adds on average (the Shapley value), and why the two need not agree.
#
# **Time.** 75 minutes: 10 to read and predict, 15 to play, 35 to work out, 15 to write.
#
# **Story.** Some own a left glove, others a right one. Only a pair is worth anything: your `pair`.
# There are `left` owners of a left glove, and `more` than that of a right one. Anybody may trade
# with anybody, and all money can be passed on.

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

numbers = check.yours("gloves", student)
print(numbers)
print("written:", check.scenario("gloves", student))

# %% [markdown]
# Without Jupyter, `tracktwo exercise gloves --student IDENTIFIER` writes the same file and an
# answer sheet.
#
# ## Predict
#
# What will an owner of a left glove get, of a pair? And if one more left glove turns up?
#
# *My prediction:*
#
# ## Play
#
# Deal out cards, left and right, as many as you have owners. Pairs are handed in together with a
# slip that says who gets how much. Until it is handed in, anybody may make anybody a better offer.
# Do it twice, and write the prices on the board.
#
# ## Work it out: the core
#
# What are all of them worth together? Write `together = 40`, if it is that. A division is in the
# *core* if no group could do better by itself. What does each owner of a left glove get in the
# core? Write `in_core = ...`.

# %% answer="together"
### BEGIN SOLUTION
together = numbers["left"] * numbers["pair"]
### END SOLUTION

# %% check="together"
check.answer("gloves", "together", student, together)

# %% answer="in_core"
### BEGIN SOLUTION
in_core = numbers["pair"]
### END SOLUTION

# %% check="in_core"
check.answer("gloves", "in_core", student, in_core)

# %% [markdown]
# Suppose that the right gloves that are too many are burnt, so that there are as many left owners
# as right ones. What is the least, and what is the most, that a left owner gets in the core now?
# Write `even = [0, 1]`, if it is from 0 to 1.

# %% answer="even"
### BEGIN SOLUTION
even = [0, numbers["pair"]]
### END SOLUTION

# %% check="even"
check.answer("gloves", "even", student, even)

# %% [markdown]
# ## Work it out: what each adds
#
# Back to all owners. They arrive in some order, and each is paid what it adds to those who are
# there already. The *Shapley value* is the average over all orders. What does it give each owner of
# a left glove? `tracktwo solve gloves-yours.yaml` works it out; check one order by hand. Write
# `on_average = ...`, to a hundredth.

# %% answer="on_average"
### BEGIN SOLUTION
from itertools import combinations

lefts = range(numbers["left"])
rights = range(numbers["left"], 2 * numbers["left"] + numbers["more"])
others = [*lefts, *rights][1:]


def pairs_of(group):
    """How many pairs a group can make."""
    few = sum(who in lefts for who in group)
    return min(few, len(group) - few)


added = 0.0
for size in range(len(others) + 1):  # as many are there before; all sizes are equally likely
    before = list(combinations(others, size))
    gain = sum(pairs_of((0, *group)) - pairs_of(group) for group in before) / len(before)
    added += gain / (len(others) + 1)
on_average = added * numbers["pair"]
### END SOLUTION

# %% check="on_average"
check.answer("gloves", "on_average", student, on_average)

# %% [markdown]
# If all are paid by the Shapley value: by how much would one left and one right owner do better who
# go off together? Write `would_leave = ...`.

# %% answer="would_leave"
### BEGIN SOLUTION
of_right = (together - numbers["left"] * on_average) / len(rights)
would_leave = numbers["pair"] - on_average - of_right
### END SOLUTION

# %% check="would_leave"
check.answer("gloves", "would_leave", student, would_leave)

# %% [markdown]
# ## Work it out: a cartel
#
# All owners of right gloves agree to sell together or not at all: they are one player now, with as
# many gloves as before. What does the Shapley value give that player? Write `cartel = ...`. Is it
# more than the right owners had together?

# %% answer="cartel"
### BEGIN SOLUTION
there_before = range(numbers["left"] + 1)  # left owners before it, all numbers equally likely
cartel = sum(there_before) / len(there_before) * numbers["pair"]
### END SOLUTION

# %% check="cartel"
check.answer("gloves", "cartel", student, cartel)

# %% [markdown]
# ## Plot
#
# On squared paper: the number of right owners from left to right (1, 2, ... 6, by changing the list
# `right:` in your file), and what a left owner gets, by the core and by the Shapley value. Where
# does the one jump, and the other not?
#
# ## Compare with theory
#
# `tracktwo solve gloves-yours.yaml` prints both, and who would leave. Shapley and Shubik (1969)
# found that in large markets the two come close to each other. With yours, which is nearer to what
# was on the board?
#
# ## One question on history
#
# The Shapley value also says what is due to what, where several things work together. In
# `chemical-weapons-2013` a tie, `russia_regime`, and the threats both make for a deal. Take these
# as two players: the tie, and all threats together. Run it with both, without one, without the
# other, and without either (300 runs, `--draws 0`, your own seed). What a group is worth is by how
# many percentage points more often a deal is signed with it than with neither. What is due to the
# tie, and what to the threats? Write `due_to = [3, 12]`, if it is that.
#
#     tracktwo new mine.yaml --from chemical-weapons-2013
#     tracktwo run mine.yaml --runs 300 --draws 0 --seed 17

# %% answer="due_to"
### BEGIN SOLUTION
import sim

case = sim.Scenario.load("chemical-weapons-2013")
quiet = case
for name in case.spec.threats:
    quiet = quiet.drop(f"threats.{name}")


def signed(scenario):
    ran = sim.run(scenario, runs=300, seed=numbers["seed"], draws=0)
    return 100 * ran.funnel.share["agreed"]


both, threats = signed(case), signed(case.drop("ties.russia_regime"))
tie, neither = signed(quiet), signed(quiet.drop("ties.russia_regime"))
of_tie = ((tie - neither) + (both - threats)) / 2
of_threats = ((threats - neither) + (both - tie)) / 2
due_to = [of_tie, of_threats]
### END SOLUTION

# %% check="due_to"
check.answer("gloves", "due_to", student, due_to)

# %% [markdown]
# `tracktwo explain chemical-weapons-2013 --only threat --only tie` does the same for each threat
# and each tie.
#
# ## Write
#
# You chair the market. Would you propose what holds, or what each adds? What would the right owners
# do next, under either? (150 words.)

# %% [markdown] written="why"
# ### BEGIN SOLUTION
# In the core the scarce side takes all, and nobody can do better by leaving: it holds, however hard
# it seems. The Shapley value pays the others for the orders in which they matter; but a left and a
# right owner would then leave together, unless all are bound to the division. Right owners can burn
# gloves or sell together: both turn a side that is bid down into one that bargains.
#
# **Rubric** (4 points).
#
# - 1: says in plain words what each of the two asks of a division.
# - 1: uses the own number for who would leave.
# - 1: sees what has to be binding for the proposal to last.
# - 1: says what the plentiful side can do, with the cartel's number or the even market.
# ### END SOLUTION
