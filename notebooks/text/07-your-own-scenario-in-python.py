# %% [markdown]
# # 7. Your own scenario, in Python
#
# A scenario is usually a file. In a notebook it may be quicker to write it in Python: the parts
# have the same names, and your editor completes them. Here two villages quarrel over a well; nobody
# is meant.

# %%
import sim
from sim import parts

upper = parts.Party(
    title="the upper village",
    side="upper_side",
    weights={"well": {"uniform": [0.6, 0.8]}, "road": {"uniform": [0.2, 0.4]}},
    values={
        "well": {"ours": 1, "shared": {"uniform": [0.4, 0.7]}, "theirs": 0},
        "road": {"closed": 1, "open": {"uniform": [0.2, 0.6]}},
    },
    war_cost={"uniform": [0.05, 0.3]},
)
lower = parts.Party(
    title="the lower village",
    side="lower_side",
    weights={"rank": ["well", "road"]},
    values={
        "well": {"ours": 0, "shared": {"uniform": [0.5, 0.8]}, "theirs": 1},
        "road": {"closed": 0, "open": 1},
    },
    preconditions={
        "open_road": parts.Precondition(
            demand=parts.Condition(issue="road", is_="open"), firmness={"uniform": [0.05, 0.2]}
        )
    },
    war_cost={"uniform": [0.1, 0.3]},
)

# %% [markdown]
# Where you do not know a number, give a range: `{"uniform": [low, high]}`. Where you know only an
# order, give that: `{"rank": [...]}`. Then the rest: what can be settled, what fighting would
# bring, and where they meet.

# %%
villages = sim.Scenario.from_data(
    parts.Whole(
        format=1,
        name="two-villages",
        title="Two villages and a well",
        question="Will they sit down, and would it last?",
        time=parts.Time(unit="week", horizon=26),
        issues={
            "well": parts.Issue(
                title="The well", options=["ours", "shared", "theirs"], status_quo="ours"
            ),
            "road": parts.Issue(
                title="The road",
                options=["closed", "open"],
                status_quo="closed",
                controlled_by=["upper"],
            ),
        },
        conflict=parts.Conflict(
            sides={
                "upper_side": parts.Side(strength=1, victory={"well": "ours", "road": "closed"}),
                "lower_side": parts.Side(
                    strength={"uniform": [0.4, 1]}, victory={"well": "theirs", "road": "open"}
                ),
            }
        ),
        parties={"upper": upper, "lower": lower},
        forums={"meeting": parts.Forum(seats=["upper", "lower"], agenda=["well", "road"])},
    )
)
villages

# %% [markdown]
# Mistakes are told at once, with what would be right:

# %%
try:
    villages.with_({"parties.upper.war_costs": 0.3})
except Exception as error:
    print(error)

# %%
results = sim.run(villages, runs=1000, draws=20, progress=True)
sim.figures.funnel(results)

# %% [markdown]
# Whiskers are simulation noise, the dark marks below are what we do not know. Here every range was
# made up, so the second says how much we made up.
#
# ## Change it, and keep it
#
# A scenario is never changed; you get another one. An elder who can lean on the upper village:

# %%
with_elder = villages.with_(
    {
        "parties.elder": parts.Party(
            weights={"well": 1}, values={"well": {"ours": 0, "shared": 1, "theirs": 0}}
        ),
        "ties.respect": parts.Tie(
            patron="elder",
            client="upper",
            leverage={"uniform": [0.1, 0.4]},
            for_=["attend", "concede"],
        ),
    }
)
change = sim.compare(villages, with_elder, runs=1000, draws=20)
change.funnel.round(3)

# %%
print(with_elder.dump()[:400], "...")

# %% [markdown]
# Compare the rows: whether they meet and whether they sign are two questions, and an elder who
# brings people to the table need not bring them to a deal.
#
# `with_elder.save("villages.yaml")` writes that to a file, for `tracktwo run villages.yaml` and for
# anybody who does not read Python.
#
# **What this does not say.** Nothing about any village. Before a scenario of your own says
# something, each number needs `evidence`: a claim in a document, or an assumption and why.
#
# **Try this.** Take the demand away (`villages.drop("parties.lower.preconditions.open_road")`).
# Give the lower village a threat with `parts.Threat`. Write your own conflict down: the questions
# to ask are in [your own conflict in an hour](../docs/how-to/your-own-conflict.md).
