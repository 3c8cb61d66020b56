# %% [markdown]
# # 15. A seminar: spoilers, ripeness, and your own hypothesis
#
# **No Python needed.** You edit files, type commands in a terminal, and write your answers here or
# in an answer sheet.
#
# **Goals.** You can say what of a theory a model can claim without a formula: a direction. You can
# stake a hypothesis of your own on a historical scenario, before a run, and report what came out
# with both uncertainties.
#
# **Time.** Two sessions of 90 minutes: one for the two games, one for your hypothesis.
#
# **Story.** A government and rebels may share power. Hardliners have no seat; once there is a deal
# they may attack, which leaves the government `hit` times its strength, and tempts the rebels back
# to war. In another war both sides come to talks only if it hurts both enough.

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

numbers = check.yours("seminar", student)
print(numbers)
print("written:", check.scenario("seminar", student))

# %% [markdown]
# Without Jupyter, `tracktwo exercise seminar --student IDENTIFIER` writes the same file and an
# answer sheet.
#
# ## Predict
#
# Which way does it go, and why: does a harder attack undo more deals? Does a guarantee, if
# everybody knows it? Does a war that hurts *one* side more bring both to the table?
#
# *My predictions:*
#
# ## Play
#
# One of you is the rebels, one reads out what the others do:
#
#     tracktwo play seminar-yours.yaml --as rebels
#
# ## Work it out: a spoiler
#
# A side wins a war with a chance that is its share of the strength of both: the rebels have 1, the
# government your `strength`. The winner has all power, which is worth 1, the loser none. War costs
# the rebels `war_cost` and the government `their_cost`. Which shares of power for the rebels do
# both prefer to war? Write `zone = [0.3, 0.5]`, if it is that, to three places.

# %% answer="zone"
### BEGIN SOLUTION
wins = 1 / (1 + numbers["strength"])
zone = [wins - numbers["war_cost"], wins + numbers["their_cost"]]
### END SOLUTION

# %% check="zone"
check.answer("seminar", "zone", student, zone)

# %% [markdown]
# After an attack the government has only `hit` times its strength left. With what chance would the
# rebels win now? Write `after = ...`. They have signed for your `share` of power. How much must it
# cost them to break the deal, for them to keep it? Write `needed = ...`.

# %% answer="after"
### BEGIN SOLUTION
after = 1 / (1 + numbers["hit"] * numbers["strength"])
### END SOLUTION

# %% check="after"
check.answer("seminar", "after", student, after)

# %% answer="needed"
### BEGIN SOLUTION
needed = after - numbers["war_cost"] - numbers["share"]
### END SOLUTION

# %% check="needed"
check.answer("seminar", "needed", student, needed)

# %% [markdown]
# ## Work it out: ripeness
#
# The other side loses `their_cost` by war. You expect half of what peace saves both. To be seen at
# one table costs you `talking`. What must the war cost *you*, at least, for you to come? Write
# `hurting = ...`.

# %% answer="hurting"
### BEGIN SOLUTION
hurting = 2 * numbers["talking"] - numbers["their_cost"]
### END SOLUTION

# %% check="hurting"
check.answer("seminar", "hurting", student, hurting)

# %% [markdown]
# ## Compare with theory
#
# No formula says how often deals hold in these games; what theory gives is which way. In
# `seminar-yours.yaml` stand your strength and your attack; war and attacks cost what is drawn in
# each run, and the rebels insist on monitors. With your own seed instead of 17:
#
#     tracktwo run seminar-yours.yaml --runs 300 --draws 0 --seed 17
#
# In what percentage of the runs does a deal hold? Write `held = ...`. And in a copy in which the
# attack leaves the government 0.05 less than `hit`? Write `harder = ...`. And in one with your own
# attack, in which the monitors' guarantee is your `guarantee`? Write `guaranteed = ...`.

# %% answer="held"
### BEGIN SOLUTION
import sim

spoiler = sim.Scenario.load("seminar-yours.yaml")


def share(scenario, stage):
    ran = sim.run(scenario, runs=300, seed=numbers["seed"], draws=0)
    return 100 * ran.funnel.share[stage]


held = share(spoiler, "held")
### END SOLUTION

# %% check="held"
check.answer("seminar", "held", student, held)

# %% answer="harder"
### BEGIN SOLUTION
weaker = round(numbers["hit"] - 0.05, 2)
attack = {"actions.attack.then.strength.government_side": weaker}
harder = share(spoiler.with_(attack), "held")
### END SOLUTION

# %% check="harder"
check.answer("seminar", "harder", student, harder)

# %% answer="guaranteed"
### BEGIN SOLUTION
promise = {"issues.monitors.effects.present.guarantee": numbers["guarantee"]}
guaranteed = share(spoiler.with_(promise), "held")
### END SOLUTION

# %% check="guaranteed"
check.answer("seminar", "guaranteed", student, guaranteed)

# %% [markdown]
# Now `ripeness` (`tracktwo new mine.yaml --from ripeness`). Raise both ends of both sides'
# `war_cost` by your `more`: in what percentage of 300 runs do talks convene, with your seed? Write
# `ripe = ...`.

# %% answer="ripe"
### BEGIN SOLUTION
hurts = {"uniform": [round(0.05 + numbers["more"], 2), round(0.15 + numbers["more"], 2)]}
costs = {f"parties.{name}.war_cost": hurts for name in ("government", "rebels")}
ripe = share(sim.Scenario.load("ripeness").with_(costs), "convened")
### END SOLUTION

# %% check="ripe"
check.answer("seminar", "ripe", student, ripe)

# %% [markdown]
# ## Plot
#
# On squared paper: what is left of the government's strength after an attack, from 1 down to 0.2,
# and the share of runs in which a deal holds. Six points will do. Does the line ever turn?
#
# ## One question on history
#
# A change to begin with. Take your `path` out of `chemical-weapons-2013`:
#
#     tracktwo compare chemical-weapons-2013 --drop PATH --runs 300 --draws 0 --seed 17
#
# By how many percentage points does the share of histories with a deal change, with your own seed?
# Write `without = -5`, if a deal is signed so much less often without it.

# %% answer="without"
### BEGIN SOLUTION
case = sim.Scenario.load("chemical-weapons-2013")
without = share(case.drop(numbers["path"]), "agreed") - share(case, "agreed")
### END SOLUTION

# %% check="without"
check.answer("seminar", "without", student, without)

# %% [markdown]
# ## Write: your hypothesis
#
# Choose a historical scenario, and read it: `tracktwo show NAME`. *Before any run* write down one
# change to it, which chance that moves, which way, why, and what would make you give the idea up.
# (100 words.)

# %% [markdown] written="hypothesis"
# ### BEGIN SOLUTION
# For instance: in geneva-2013, without the threat to arm the rebels if the regime refuses, talks
# convene less often, since the regime then loses nothing by staying away. I give it up if the
# interval of the difference lies above zero, or if the regime stays away no more often than before.
#
# **Rubric** (4 points).
#
# - 1: one change that can be written into the file, with its path.
# - 1: one quantity, and a direction.
# - 1: a reason that names who decides, and what that party compares.
# - 1: says beforehand what would refute it.
# ### END SOLUTION

# %% [markdown]
# ## Write: what came out
#
# Run it, on 1,000 runs at least and with the draws of what is not known:
#
#     tracktwo compare NAME --set PATH=VALUE --runs 1000
#
# Then ask for the smallest change by one party that would lift a chance, and see whether it is
# yours:
#
#     tracktwo change NAME --party PARTY --target 0.5
#
# What came out? What of it is luck, and what is not known? Would you still defend your reason, and
# against which run told (`tracktwo tell`)? (250 words.)

# %% [markdown] written="why"
# ### BEGIN SOLUTION
# A good report gives the difference with its interval from luck and its range over what is not
# known, and keeps the two apart. If the direction failed it says where the reason broke, by one
# history that is told; if it held, whether for the reason given. It says that the result is about a
# file, whose numbers somebody wrote, and names one that would turn it.
#
# **Rubric** (6 points).
#
# - 1: the difference, its interval, and its range over the draws, kept apart.
# - 1: holds it against what was staked, and says so where it missed.
# - 1: follows the reason through one history that is told.
# - 1: compares with the smallest change that was found, or with why none was.
# - 1: names a number of the file that would turn the result, and how it is known.
# - 1: does not claim of the war what holds of the scenario.
# ### END SOLUTION
