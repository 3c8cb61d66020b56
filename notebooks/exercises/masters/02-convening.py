# %% [markdown]
# # 2. Why talks do not convene
#
# **No Python needed.** You edit a file, type commands in a terminal, and write your answers here
# or in an answer sheet.
#
# **Goals.** You can say why talks that everybody says they want may not meet, tell a demand that is
# dropped from one that is met, and see that demands hold each other up.
#
# **Time.** 75 minutes: 15 to read and predict, 15 for the three sums, 30 for the file, 15 to write.
#
# **Story.** In May 2013 Washington and Moscow called a conference on Syria to Geneva. It did not
# meet as called. The rebels' military command asked for weapons first; the coalition asked for
# prisoners to be let go. Who is needed at the table, and what does each wait for?

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

numbers = check.yours("convening", student)
print(numbers)

# %% [markdown]
# Without Jupyter, `tracktwo exercise convening --student IDENTIFIER` writes an answer sheet with
# your numbers.
#
# ## Predict
#
# Read the input as tables, and one of the stories up to the first refusal:
#
#     tracktwo show geneva-2013
#     tracktwo tell geneva-2013 --outcome not_convened
#
# Write down before you go on: which one change would help most to make the conference meet?
#
# *My prediction:*
#
# ## Play
#
# Take a seat yourself, and say what you would have said:
#
#     tracktwo play geneva-2013 --as smc
#
# ## Work it out: everybody who is needed
#
# How many parties does the file require at the conference? (`required:` near its end.) Each comes
# with your `chance`, whatever the others do. How likely is it that all of them come? Write
# `all_come = 0.4`, if it is that.

# %% answer="all_come"
### BEGIN SOLUTION
import sim

needed = len(sim.Scenario.load("geneva-2013").spec.forums["geneva"].required)
all_come = numbers["chance"] ** needed
### END SOLUTION

# %% check="all_come"
check.answer("convening", "all_come", student, all_come)

# %% [markdown]
# Turn it round: how likely must each be, for all of them to come with your `target`? Write
# `each_must = ...`.

# %% answer="each_must"
### BEGIN SOLUTION
each_must = numbers["target"] ** (1 / needed)
### END SOLUTION

# %% check="each_must"
check.answer("convening", "each_must", student, each_must)

# %% [markdown]
# ## Work it out: each waits for the other
#
# Two parties. Who comes and meets the other wins `gain`. Who comes and finds nobody loses `loss`.
# Who stays at home has 0. How sure must you be that the other comes, for coming to be worth your
# while? Write `trust = ...`, a chance.

# %% answer="trust"
### BEGIN SOLUTION
trust = numbers["loss"] / (numbers["gain"] + numbers["loss"])
### END SOLUTION

# %% check="trust"
check.answer("convening", "trust", student, trust)

# %% [markdown]
# ## One question on history
#
# Take a copy of the scenario, and look at what your luck makes of it (your own seed, not 17):
#
#     tracktwo new mine.yaml --from geneva-2013
#     tracktwo run mine.yaml --runs 300 --draws 0 --seed 17
#
# In what percentage of the histories do the talks convene? Write `as_written = ...`.

# %% answer="as_written"
### BEGIN SOLUTION
seed = numbers["seed"]
geneva = sim.Scenario.load("geneva-2013")


def convened(scenario):
    ran = sim.run(scenario, runs=300, seed=seed, draws=0)
    return 100 * ran.funnel.share["convened"]


as_written = convened(geneva)
### END SOLUTION

# %% check="as_written"
check.answer("convening", "as_written", student, as_written)

# %% [markdown]
# Now edit copies of the file, one for each change, and run each with your seed:
#
# - `dropped`: the command gives its demand up. Take out `balance`, with all that belongs to it,
#   under `preconditions` of `smc`.
# - `met`: the weapons are there. Set `status_quo` of the issue `arms` to `anti_tank`.
# - `both`: nobody demands anything first. Take out `balance`, and `detainees` of `coalition`.
#
# Instead of editing, `tracktwo compare geneva-2013 --drop parties.smc.preconditions.balance
# --runs 300 --draws 0 --seed 17` shows both in one table. Do at least one by hand.

# %% answer="dropped"
### BEGIN SOLUTION
balance, detainees = (
    "parties.smc.preconditions.balance",
    "parties.coalition.preconditions.detainees",
)
dropped = convened(geneva.drop(balance))
### END SOLUTION

# %% check="dropped"
check.answer("convening", "dropped", student, dropped)

# %% answer="met"
### BEGIN SOLUTION
met = convened(geneva.with_({"issues.arms.status_quo": "anti_tank"}))
### END SOLUTION

# %% check="met"
check.answer("convening", "met", student, met)

# %% answer="both"
### BEGIN SOLUTION
both = convened(geneva.drop(balance).drop(detainees))
### END SOLUTION

# %% check="both"
check.answer("convening", "both", student, both)

# %% [markdown]
# Run the file once more without `detainees` alone. Do the two changes together bring more than
# what each brings alone, added up? Write `together = "more"`, `"less"` or `"equal"`.

# %% answer="together"
### BEGIN SOLUTION
alone = convened(geneva.drop(detainees))
left = round((both - as_written) - (dropped - as_written) - (alone - as_written), 6)
together = "equal" if left == 0 else "more" if left > 0 else "less"
### END SOLUTION

# %% check="together"
check.answer("convening", "together", student, together)

# %% [markdown]
# ## Plot
#
#     tracktwo run geneva-2013 --runs 300 --draws 20 --seed 17 --out mine
#
# draws how far the talks come into the folder `mine`. Which step loses most? The thin marks are
# *what we do not know*: compare their spread with what your changes brought.
#
# ## Compare with theory
#
# Your first sum takes the parties to be independent. Compare `all_come` with the share that meets
# in the model: there, each reckons with the others. With your `trust` in mind, who waits for whom?
# `tracktwo explain geneva-2013 --only precondition --runs 300 --draws 20` takes the demands out
# one by one and together.
#
# ## Write
#
# You advise the two who call the conference. Whose demand is in the way, and would you have it
# dropped, meet it, or neither? Say what your numbers show, and what they do not. (200 words.)

# %% [markdown] written="why"
# ### BEGIN SOLUTION
# Two demands are in the way, and each keeps the other's party at home as well: who thinks that the
# command will not come has less reason to come itself. To drop a demand costs nobody anything; to
# meet it costs whoever controls the issue, and changes what is talked about afterwards. The numbers
# are shares of histories that one file makes with one seed: with 300 runs they move by several
# points from seed to seed, and by far more if the firmness of a demand is read otherwise.
#
# **Rubric** (5 points).
#
# - 1: names both demands, with the numbers for each alone.
# - 1: tells dropped from met, and says who pays for either.
# - 1: sees that what two changes bring together is not what they bring one by one, and says why.
# - 1: compares the effect with simulation noise (another seed, or the interval that is printed).
# - 1: says what is not known, such as how firm the demand is, and that this moves the answer.
# ### END SOLUTION
