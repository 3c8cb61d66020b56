# %% [markdown]
# # 5. Sensitivity and discovery
#
# Which of the things we do not know would it be worth knowing better? And can the runs that convene
# be told apart by what they drew? Both can be asked of runs that are there already.

# %%
import sim

results = sim.run("geneva-2013", runs=4000, seed=7, draws=40, progress=True)
indices = sim.given_data(results)
convened = indices[indices.quantity == "convened"].sort_values("index", ascending=False)
convened.head(10).round(3)

# %% [markdown]
# `index` is the share of the variance of a run's outcome that goes with one number alone; `low` to
# `high` is its simulation noise. Parameters that no run can tell apart stand together. `status`
# says what is under it: a document's `claim`, an `assumption`, or `both`. A number with an interval
# that reaches 0 is not seen to matter.
#
# How much of all that is merely assumed?

# %%
seen = convened[convened.low > 0]
seen.groupby("status")["index"].agg(["size", "sum"]).round(3)

# %% [markdown]
# A large index on an assumption means: look for a document. What we do not know, as a whole, is the
# range of the funnel:

# %%
results.funnel.round(2)

# %% [markdown]
# ## Talks convene when ...
#
# A shallow tree looks for a few conditions under which talks convene more often than elsewhere. It
# is grown on one half of the runs and judged on the other, which had no part in finding it.

# %%
boxes = sim.discover(results, "P(convene)")
for told in boxes.told():
    print("Talks convene when", told)
boxes.boxes.round(2)

# %% [markdown]
# `density` is how often talks convene in the box, to be held against the base rate below;
# `coverage` is what share of all that convene lies in it. `holds` says whether it beats the base
# rate on the runs that it was not found on.

# %%
base, low, high = boxes.base
print(f"Of all runs {base:.0%} convene (simulation noise: {low:.0%} to {high:.0%}).")

# %% [markdown]
# ## What numbers do only together
#
# The indices above see each number alone. To see what two do together, a design is needed that
# moves them so: a Saltelli design, swept. Here two numbers of a made-up province, small enough to
# run while you wait.

# %%
study = sim.Study.from_data(
    {
        "format": 1,
        "name": "together",
        "title": "The government's war cost, and what a council is worth to it",
        "scenario": "template",
        "quantity": "P(sign)",
        "factors": {
            "war_cost": {
                "path": "parties.government.war_cost",
                "between": {"uniform": [0.02, 0.2]},
            },
            "council": {
                "path": "parties.government.values.province.shared",
                "between": {"uniform": [0.3, 0.7]},
            },
        },
        "design": {"name": "saltelli", "points": 64},
        "runs": 50,
        "draws": 0,
    }
)
sweep = sim.sweep(study, "out/together")
sim.sobol(sweep).round(2)

# %% [markdown]
# `first` is what a factor does alone, `total` also counts what it does together with others. Where
# `total` is well above `first`, the two cannot be studied one at a time. The intervals are wide: so
# few points tell the large from the small, and no more.
#
# **What this does not say.** An index depends on the range that you gave: a number that you dared
# to know exactly cannot matter. And a condition that tells runs apart is no cause; it is where to
# look.
#
# **Try this.** Ask what makes deals *hold*: `indices.quantity == "held"`, and
# `sim.discover(results, "P(held|agreed)")`. Narrow one range with `with_` and run again: does what
# we do not know shrink?
