# %% [markdown]
# # 3. Who leans on whom
#
# **No Python needed.** You edit a file, type commands in a terminal, and write your answers here
# or in an answer sheet.
#
# **Goals.** You can say when a threat works, what a patron adds, and when the patron will not
# press. You can read ties, threats and guarantees in a scenario file, and take them out.
#
# **Time.** 75 minutes: 15 to read and predict, 20 for the sums, 25 for the file, 15 to write.
#
# **Story.** Somebody is asked to give something up. It wins by refusing. Against that stand a
# threat, which may or may not be carried out; a patron, which can deny what its client needs, at a
# cost to itself; and those who promise that a deal will be kept.

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

numbers = check.yours("leverage", student)
print(numbers)

# %% [markdown]
# Without Jupyter, `tracktwo exercise leverage --student IDENTIFIER` writes an answer sheet with
# your numbers.
#
# ## Predict
#
# Without a sum: is a large threat that nobody quite believes worth more than a small one that
# everybody does? Which of the two would you rather make?
#
# *My prediction:*
#
# ## Play
#
# Sit in Moscow's chair. When would you press, and what does it cost you?
#
#     tracktwo play chemical-weapons-2013 --as russia
#
# ## Work it out: a threat
#
# By defying you win `gain`. If the threat is carried out you lose `loss` besides. How credible
# must it be for you to give in? Write `credible = 0.4`, if it is that.

# %% answer="credible"
### BEGIN SOLUTION
credible = numbers["gain"] / numbers["loss"]
### END SOLUTION

# %% check="credible"
check.answer("leverage", "credible", student, credible)

# %% [markdown]
# It is not as credible as that: only your `credibility`. Somebody you live by can deny you a part
# of what is at stake if you defy. How much must that be, for the two together to make you give in?
# Write `leaned_on = ...`.

# %% answer="leaned_on"
### BEGIN SOLUTION
leaned_on = numbers["gain"] - numbers["credibility"] * numbers["loss"]
### END SOLUTION

# %% check="leaned_on"
check.answer("leverage", "leaned_on", student, leaned_on)

# %% [markdown]
# ## Work it out: the patron
#
# To press costs the patron `cost`, whatever comes of it. If the client gives in, the patron wins
# `interest`. How likely must pressing be to turn the client, for the patron to press? Write
# `presses = ...`.

# %% answer="presses"
### BEGIN SOLUTION
presses = numbers["cost"] / numbers["interest"]
### END SOLUTION

# %% check="presses"
check.answer("leverage", "presses", student, presses)

# %% [markdown]
# ## One question on history
#
# In September 2013 Washington and Moscow agreed in Geneva on a plan for Syria's chemical weapons.
# The regime, which owned them, was not at the table. Look for `threats:`, `ties:` and `guarantee`:
#
#     tracktwo new mine.yaml --from chemical-weapons-2013
#     tracktwo run mine.yaml --runs 300 --draws 0 --seed 17
#
# With your own seed instead of 17: in what percentage of the histories is a deal signed? Write
# `as_written = ...`.

# %% answer="as_written"
### BEGIN SOLUTION
import sim

case = sim.Scenario.load("chemical-weapons-2013")


def signed(scenario):
    ran = sim.run(scenario, runs=300, seed=numbers["seed"], draws=0)
    return 100 * ran.funnel.share["agreed"]


as_written = signed(case)
### END SOLUTION

# %% check="as_written"
check.answer("leverage", "as_written", student, as_written)

# %% [markdown]
# Take out all threats in one copy (`unthreatened = ...`), and the tie `russia_regime` in another
# (`alone = ...`). Run both with your seed.

# %% answer="unthreatened"
### BEGIN SOLUTION
bare = case
for name in case.spec.threats:
    bare = bare.drop(f"threats.{name}")
unthreatened = signed(bare)
### END SOLUTION

# %% check="unthreatened"
check.answer("leverage", "unthreatened", student, unthreatened)

# %% answer="alone"
### BEGIN SOLUTION
alone = signed(case.drop("ties.russia_regime"))
### END SOLUTION

# %% check="alone"
check.answer("leverage", "alone", student, alone)

# %% [markdown]
# Which of the two did more for a deal? Write `stronger = "threats"`, `"tie"` or `"equal"`.

# %% answer="stronger"
### BEGIN SOLUTION
left = unthreatened - alone
stronger = "equal" if abs(left) < 1e-9 else "threats" if left < 0 else "tie"
### END SOLUTION

# %% check="stronger"
check.answer("leverage", "stronger", student, stronger)

# %% [markdown]
# ## Plot
#
#     tracktwo explain chemical-weapons-2013 --only threat --only tie --draws 20 --out why
#
# draws what each does alone, and its share of what all do together, into the folder `why`.
#
# ## Compare with theory
#
# Your sums take everybody to know all the numbers. Read one history in which the threat is tested:
#
#     tracktwo tell chemical-weapons-2013 --outcome held
#
# Where does a party reckon as you did? A guarantee is the same sum a third time: whoever promises
# to punish a breach has to want to, when it comes to that.
#
# ## Write
#
# You may have one of them: a threat with the credibility that you found, or a patron with the
# leverage that you found. Which would you rather have, and what would each side do to spoil it?
# (150 words.)

# %% [markdown] written="why"
# ### BEGIN SOLUTION
# A threat costs little as long as it works, and much if it has to be carried out; whoever makes it
# may be glad not to. A patron's hold has to be used to count, costs it each time, and serves the
# patron's interest first. A threat is spoilt by making it dear to carry out, or by giving in by
# halves; a hold by finding another patron, or by making the patron's own cost greater.
#
# **Rubric** (5 points).
#
# - 1: chooses, with a reason that uses one of the numbers found.
# - 1: sees that a threat that works is never paid for, and that pressing always is.
# - 1: asks what whoever threatens or presses wants itself.
# - 1: gives a way to spoil each.
# - 1: says what the model leaves out, or what of credibility or leverage is not known.
# ### END SOLUTION
