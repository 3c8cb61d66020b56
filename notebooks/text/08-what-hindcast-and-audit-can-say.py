# %% [markdown]
# # 8. What the hindcast and the audit can and cannot say
#
# Two ways to be hard on a model. The *hindcast* holds six scenarios against what happened. The
# *audit* asks of one result how much of it was put in.

# %%
import sim

hindcast = sim.hindcast(runs=500, draws=20, progress=True)
hindcast

# %% [markdown]
# Read the caution at the top first. Six cases from one war, coded by people who knew how they
# ended, validate nothing. What the page can show is where the model is no better than a rule of
# thumb. The chance that it gave to what happened, with both uncertainties:

# %%
given = hindcast.probabilities
columns = ["case", "outcome", "model", "low", "high", "range_low", "range_high"]
given[given.happened][columns].round(2)

# %% [markdown]
# Where `range_low` to `range_high` goes from almost nothing to almost everything, the scenario does
# not commit itself, and a good score there is worth little. Against its rivals (lower is better):

# %%
hindcast.totals("brier").round(2)

# %% [markdown]
# `lead_low` to `lead_high` is by how much the model's score is above the rival's, and so worse,
# over all the labels that can be defended. A count of unmet demands, which knows nothing else, is
# hard to beat on these cases. That is worth knowing, and it stays in the record: no number is moved
# to improve a score.
#
# ## The audit
#
# With enough free numbers a model can be made to say anything. So: what stays when the numbers are
# thrown away and only the order of things is kept? When the aims are dealt out anew among the
# parties? When one mechanism is off? Here for the chemical weapons talks of September 2013, the
# quickest of the cases.

# %%
audit = sim.challenge("chemical-weapons-2013", runs=300, draws=20, permutations=3, progress=True)
audit

# %% [markdown]
# What moves most when it goes. `low` to `high` is the simulation noise of the difference, over
# pairs of runs; what we do not know is on the page above, under "Whose numbers move the result".

# %%
table = audit.ablation.reset_index()
largest = table.difference.abs().sort_values(ascending=False).index
table.loc[largest].head(8).round(2)

# %% [markdown]
# A mechanism that carries the result is the one to argue about. One that moves nothing is
# decoration here. And what is *entailed* was put in: no reading of the evidence that the ranges
# allow gives anything else.
#
# **What this does not say.** That the model is right. All parts of the audit but the ablation take
# its rules as given, and the hindcast cannot tell a good model from a lucky one with six cases.
#
# **Try this.** Score your own cases: write what happened into a file and give it to
# `sim.hindcast("my-history.yaml")`. Audit `"geneva-2013"` with `draws=60` and see whether less is
# settled. Disagree with a range, change it with `with_`, and see whether the audit notices.
