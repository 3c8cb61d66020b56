# %% [markdown]
# # 1. An ultimatum
#
# **No Python needed.** You edit a file, type commands in a terminal, and write your answers here
# or in an answer sheet.
#
# **Goals.** You can say what a party has to be offered, what a proposer can keep, and where the
# zone of possible agreement ends. You have changed a scenario file and run it.
#
# **Time.** 50 minutes: 10 to read and predict, 10 to play, 20 to work out, 10 to write.
#
# **Story.** Two people share a pie in steps of one hundredth. One of them, the proposer, names a
# split. The other, the responder, says yes or no. A yes is carried out. After a no both have what
# they would have had anyway. There is no second round.

# %% [markdown]
# ## Your own numbers
#
# Replace the line that raises an error by `student = "..."`, with the identifier that your teacher
# has given you. It decides which numbers are yours: nobody else's answers will do.

# %% answer="student"
### BEGIN SOLUTION
student = "reference"
### END SOLUTION

# %% locked="numbers"
from sim.teaching import check

numbers = check.yours("ultimatum", student)
print(numbers)
print("written:", check.scenario("ultimatum", student))

# %% [markdown]
# - `reservation`: what the responder has without a deal, as a utility.
# - `power`: a share $x$ of the pie is worth $x^{power}$ to the responder.
# - `own`: what the proposer has without a deal. A share $x$ is worth $x$ to it.
# - `seed`: the luck of your own runs.
#
# Without Jupyter, `tracktwo exercise ultimatum --student IDENTIFIER` writes the same file and an
# answer sheet. Open `ultimatum-yours.yaml` in an editor and find your numbers in it. Then look at
# it as tables:
#
#     tracktwo show ultimatum-yours.yaml
#
# ## Predict
#
# Before you work anything out, write down: what would you offer? What is the least you would take?
# What do you expect of somebody whom you do not know?
#
# *My prediction:*
#
# ## Play
#
# With a neighbour at one laptop, then change seats:
#
#     tracktwo play ultimatum-yours.yaml --as proposer --as responder
#
# ## Work it out
#
# What is the least share of the pie, in hundredths, that the responder takes? It takes what is
# worth no less to it than no deal. Write `least = 0.37`, if it is that.

# %% answer="least"
### BEGIN SOLUTION
from math import ceil

least = ceil(100 * numbers["reservation"] ** (1 / numbers["power"])) / 100
### END SOLUTION

# %% check="least"
check.answer("ultimatum", "least", student, least)

# %% [markdown]
# What does a proposer keep who knows all that? Write `keep = ...`, as a share.

# %% answer="keep"
### BEGIN SOLUTION
keep = 1 - least
### END SOLUTION

# %% check="keep"
check.answer("ultimatum", "keep", student, keep)

# %% [markdown]
# The *zone of possible agreement* is made of all splits that leave nobody worse off than no deal.
# How many splits in whole hundredths are in it? Write `zone = ...`. A drawing helps: the
# responder's share from left to right, with one line for what each has without a deal.

# %% answer="zone"
### BEGIN SOLUTION
from math import floor

zone = floor(100 * (1 - numbers["own"])) - round(100 * least) + 1
### END SOLUTION

# %% check="zone"
check.answer("ultimatum", "zone", student, zone)

# %% [markdown]
# ## Plot
#
# The picture of your zone: everybody's utilities, all splits as points. Is your count in it?

# %% locked="plot"
import sim
from sim.theory.packages import individually_rational

table = check.payoffs(sim.Scenario.load("ultimatum-yours.yaml"))
both = individually_rational(table.utility, table.reservation)
check.picture(table, both, "both prefer it to no deal")

# %% [markdown]
# ## Change the file
#
# Somebody outside promises the responder 0.1 more, in utility, for a refusal. Change that one
# number in `ultimatum-yours.yaml`, save it under another name, and compare:
#
#     tracktwo compare ultimatum-yours.yaml promised.yaml --runs 100 --draws 0
#
# What is the least share that the responder takes now? Write `promised = ...`.

# %% answer="promised"
### BEGIN SOLUTION
promised = ceil(100 * (numbers["reservation"] + 0.1) ** (1 / numbers["power"])) / 100
### END SOLUTION

# %% check="promised"
check.answer("ultimatum", "promised", student, promised)

# %% [markdown]
# ## Compare with theory
#
#     tracktwo solve ultimatum-yours.yaml
#
# prints what theory says of your file: the zone, its efficient part, and what each solution picks.
# Which of your numbers stand there? The proposer's best split is the end of the zone that is best
# for it. A mediator who splits the pie "fairly" would pick another. In experiments people offer
# 40 to 50 hundredths, and refuse less than 20 about half of the time (Güth, Schmittberger and
# Schwarze 1982; Camerer 2003).
#
# ## One question on history
#
# In February 2013 Moaz al-Khatib offered the Syrian government talks, and set conditions. An offer
# that can only be taken or left is an ultimatum too. Run it with your own seed in place of 17:
#
#     tracktwo run khatib-2013 --runs 300 --draws 0 --seed 17
#
# In what percentage of the histories is a deal signed? Write `khatib = 61.3`, if it is that.

# %% answer="khatib"
### BEGIN SOLUTION
import sim

ran = sim.run("khatib-2013", runs=300, seed=numbers["seed"], draws=0)
khatib = 100 * ran.funnel.share["agreed"]
### END SOLUTION

# %% check="khatib"
check.answer("ultimatum", "khatib", student, khatib)

# %% [markdown]
# Who stood in the way most often: `coalition`, `regime`, `us`, `russia` or `ncc`? Write
# `refuser = "..."`.

# %% answer="refuser"
### BEGIN SOLUTION
refuser = ran.blockers.reset_index().sort_values("share").party.iloc[-1].split(".")[0]
### END SOLUTION

# %% check="refuser"
check.answer("ultimatum", "refuser", student, refuser)

# %% [markdown]
# ## Write
#
# A responder who refuses one hundredth of the pie gives up something for nothing. Give two reasons
# why people do it all the same. For each, say which line of `ultimatum-yours.yaml` you would change
# to write it down, or why the file cannot say it. (150 words.)

# %% [markdown] written="why"
# ### BEGIN SOLUTION
# One reason is in what the share is worth: whoever finds an insult in a small share values it below
# nothing, so that `values` of small shares, or a higher `reservation`, say it. Another is in what
# comes after: who will meet the other again refuses now to be offered more later. One round cannot
# say that; it takes a deadline of several rounds, or a second forum.
#
# **Rubric** (4 points).
#
# - 1: a first reason that is about what the outcome is worth (fairness, envy, pride), not about a
#   mistake.
# - 1: a second that is of another kind (reputation, doubt whether the offer is final, a mistake).
# - 1: names a line of the file for one of them, and says which way it moves.
# - 1: sees what the file cannot say, and why: one round, no memory, no others who watch.
# ### END SOLUTION
