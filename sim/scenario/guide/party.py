"""The guide to parties: what they want, demand and risk, and how they are divided."""

from sim.scenario.guide.entry import NO_CLAIM, STAKES, WHOLE, Entry

_WEIGHTS = {
    0: "the issue is nothing to it",
    0.3: "three tenths of all that it has at stake",
    1: "nothing else matters to it",
}
_RANGES_OF_WEIGHTS = (
    "How much each issue matters: the swing from its worst option to its best, as a share of all "
    "that is at stake. Give points or ranges, or only the order (`rank`), or points out of 100 "
    "(`swing`). "
)
_ASK_WEIGHTS = (
    "Take every issue at its worst. Which one would it first move to its best? That swing has 100 "
    "points. How many has each other swing, next to it?"
)
_FILLED_IN = (
    "an option that stands in one of the `orders` may be left out: the worst of an order is then "
    "0, the best 1, and what lies between is drawn"
)
_OTHER = "what an outlook leaves out is as in the party's own preferences"

CURVE = {
    "share": Entry(
        "Its own share of the pie, to this power.",
        "Is the second half worth as much to it as the first? (1; below 1 it is worth less.)",
        why="one of the four is given, the others are left out",
        unit="exponent of the share",
        range="above 0",
        scale={
            0.5: "a quarter is worth half of the whole",
            1: "each piece is worth the same",
            2: "half is worth a quarter of the whole",
        },
    ),
    "rises": Entry(
        "The way from the lower end of the scale to the upper, to this power.",
        "Does it want as much as possible?",
        why="one of the four is given, the others are left out",
        unit="exponent of the way",
        range="above 0",
        scale={
            0.5: "the first quarter of the way is worth half",
            1: "each step is worth the same",
            2: "the first half of the way is worth a quarter",
        },
    ),
    "falls": Entry(
        "The way from the upper end of the scale to the lower, to this power.",
        "Does it want as little as possible?",
        why="one of the four is given, the others are left out",
        unit="exponent of the way",
        range="above 0",
        scale={
            0.5: "the first quarter of the way is worth half",
            1: "each step is worth the same",
            2: "the first half of the way is worth a quarter",
        },
    ),
    "peak": Entry(
        "The number it likes best; each step away from it costs the same (Black 1948).",
        "Which number would it choose alone?",
        why="one of the four is given, the others are left out",
        unit="the scale's own",
        range="any number",
        scale={0: "the lower end", 0.5: "the middle of a scale to 1", 1: "its upper end"},
    ),
}

PARTY = {
    "side": Entry(
        "The side of the war that it belongs to.",
        "On whose side does it fight, or whose victory would it count as its own?",
        why="none: it watches the war from outside",
    ),
    "weights": Entry(
        _RANGES_OF_WEIGHTS + "Ranges are drawn together, so that they add up to 1.",
        _ASK_WEIGHTS,
        unit="share of all that is at stake for the party",
        range="0 or more",
        scale=_WEIGHTS,
    ),
    "values": Entry(
        "What each option of each issue is worth to it: 0 for the worst, 1 for the best, between "
        "them as far up as it would say. Where you are not sure, a range.",
        "On this issue alone: if the worst is 0 and the best is 1, how far up is this option?",
        why=_FILLED_IN,
        unit="share of the issue's swing from its worst option to its best",
        range="0 to 1",
        scale={0: "the worst", 0.5: "half the way up", 1: "what it wants most"},
    ),
    "orders": Entry(
        "Options from worst to best, where you know the order and not the distances; every draw "
        "keeps it.",
        "Of these options, which is worse for it than which?",
        why="no order beyond what the values say",
    ),
    "curves": Entry(
        "What the amounts of a pie or a scale are worth to it, in place of values: its own share "
        "of a pie, to a power (`share`); a number that is better the higher (`rises`) or the lower "
        "(`falls`), to a power; or the number it likes best (`peak`).",
        "Does it want as much as possible, as little as possible, or something in between?",
        why="of a pie, its own share",
    ),
    "red_lines": Entry(
        "What it never signs without, whatever is offered for it.",
        "What would no offer whatever make up for? (What some offer would make up for is a "
        "preference: give it a value.)",
        why=f"it can be compensated for anything: {NO_CLAIM}",
    ),
    "preconditions": Entry(
        "What it demands of the present state before it comes.",
        "What has it said must happen first?",
        why=f"it comes if that is worth it: {NO_CLAIM} (Saunders 1985)",
    ),
    "war_cost": Entry(
        "What the war costs it until it ends: the price of fighting on, which others guess at and "
        "it alone knows.",
        "If the war went on to the end that it expects, how much would the way there cost it, as "
        "a share of all that it has at stake? (If it would give up a tenth of its stakes to have "
        "the war stop today: 0.1 or more.)",
        why=f"{NO_CLAIM}; with 0 a party has no reason to prefer talks to a war of the same "
        "result (Fearon 1995)",
        unit=STAKES,
        range="0 or more",
        scale={
            0.05: "it could go on for years",
            0.2: "the war costs it a fifth of all that it has at stake",
            0.35: "it calls its situation untenable",
        },
    ),
    "talking_cost": Entry(
        "What it costs to be seen to sit down; below 0 where being seen there is a gain. Paid "
        "once, if talks convene.",
        "If it sat down, whatever came of it, would its own people hold that against it? How much?",
        why=f"{NO_CLAIM} (Mastro 2019)",
        unit=STAKES,
        range="any number",
        scale={
            -0.1: "to be at the table is recognition",
            0: "nobody minds",
            0.15: "its own people would call it treason",
        },
    ),
    "staying_cost": Entry(
        "What each period at the table costs it.",
        "What does it lose for every further round: time, money, standing?",
        why=f"{NO_CLAIM}",
        unit=f"{STAKES}; a period",
        range="any number",
        scale={
            0: "it can wait",
            0.01: "ten rounds cost a tenth of its stakes",
            0.05: "two rounds cost a tenth",
        },
    ),
    "conceding_cost": Entry(
        "What it costs to move an issue that it controls, besides what it loses by the move "
        "itself: face, quarrels at home.",
        "If it gave way here and lost nothing by it, what would it still cost at home?",
        why=f"{NO_CLAIM}",
        unit=STAKES,
        range="any number",
        scale={
            0: "nobody would notice",
            0.18: "about a fifth of its stakes",
            0.35: "it would hardly survive it",
        },
    ),
    "temptation": Entry(
        "What it would gain by being the first to break a deal, before anybody answers.",
        "If it broke the deal on a day of its choice, what could it grab before the others react?",
        why=f"{NO_CLAIM}",
        unit=STAKES,
        range="0 or more",
        scale={
            0: "nothing to grab",
            0.08: "a surprise pays a little",
            0.15: "a surprise pays well",
        },
    ),
    "enforcing_cost": Entry(
        "What it costs, as a guarantor, to enforce the guarantee when it comes to that.",
        "If the deal were broken, what would it cost this guarantor to act: troops, votes, allies?",
        why=f"{NO_CLAIM} (Walter 1997)",
        unit=STAKES,
        range="0 or more",
        scale={
            0: "it acts if it prefers the deal to its end",
            0.1: "it acts if that is worth a tenth of its stakes",
            0.2: "it acts if that is worth a fifth",
        },
    ),
    "forums_at_once": Entry(
        "The most meetings it attends in one period; in others it waits.",
        "Does it have the people to sit at several tables at a time?",
        why="any number: delegations are not what is scarce, unless you say so",
        unit="forums",
        range=WHOLE,
        scale={1: "one table at a time", 2: "two", 3: "three"},
    ),
    "patience": Entry(
        "What the next period counts, next to this one.",
        "A gain today or a larger one next period: how much larger must it be? Who has elections, "
        "or runs out of money, is less patient. (A tenth larger: 0.9; a fiftieth larger: 0.98.)",
        why="only the final state and costs count",
        unit="weight of the next period",
        range="above 0, at most 1",
        scale={
            0.9: "what comes 26 periods later counts 6 in 100",
            0.98: "what comes 26 periods later counts 59 in 100",
            1: "waiting in itself costs nothing",
        },
    ),
    "reservation": Entry(
        "What it has without an agreement, in place of what the war would bring it.",
        "If nothing is ever agreed, how well off is it, from 0 (its worst on everything) to 1 (its "
        "best on everything)? Start from what the present state is worth by its own weights and "
        "values, and ask what would become better or worse.",
        why="it follows from the conflict: who would win, what a victory imposes, what the war "
        "costs (Fearon 1995)",
        unit=STAKES,
        range="any number",
        scale={
            0.1: "almost anything is better",
            0.4: "a fair compromise is better",
            0.8: "only a deal near its own terms is better",
        },
    ),
    "strategy": Entry(
        "How it proposes and answers at the table: `bayesian` weighs what a yes is worth, "
        "`time_dependent` gives way by the clock, `equilibrium` does what theory says of those who "
        "know everything; or one of your own.",
        "Does it judge each offer by what it brings, or hold out until late whatever is offered?",
        why="it says yes to what is better for it than failed talks, as others do",
    ),
    "factions": Entry(
        "Its wings that vote on a deal, or on coming, each with its own wants: `factions`. With "
        "them goes `quota`.",
        "Can its negotiator sign for all? If not, which wings vote, and how many seats has each?",
        why=f"it is of one mind: {NO_CLAIM} (Putnam 1988)",
    ),
    "quota": Entry(
        "The seats it takes, of those of all factions, to say yes.",
        "How many votes are needed: a majority, two thirds?",
        why="there are no factions; with factions it must be given",
        unit="seats",
        range="above 0",
        scale={26: "a majority of 50", 34: "two thirds of 50", 50: "all of 50"},
    ),
    "outlooks": Entry(
        "Other preferences that it may come to have when something happens: after an election, "
        "say.",
        "Who else could come to decide for this party, and what would they want?",
        why=f"it wants throughout what it wants now: {NO_CLAIM}",
    ),
    "votes_on": Entry(
        "What its factions vote on: `attend` (coming), `ratify` (what was signed).",
        "Do the wings also have a say on whether to go to talks at all?",
        why="factions vote on deals; on coming only where a scenario says so",
    ),
}

PRECONDITION = {
    "demand": Entry(
        "What it says must be so before it comes.", "In its own words, what must happen first?"
    ),
    "floor": Entry(
        "What would do, though it asks for more.",
        "What would it take, if it could save face?",
        why="nothing less than the demand would do",
    ),
    "firmness": Entry(
        "What it would cost to come although the demand is not met: the price of backing down "
        "before its own people, which it alone knows.",
        "If it came without having been given this, how much would that cost it, as a share of all "
        "that it has at stake?",
        unit=STAKES,
        range="0 or more",
        scale={
            0: "an opening bid",
            0.12: "coming without it costs an eighth of its stakes",
            0.25: "its leaders might not survive it (Fearon 1994)",
        },
    ),
    "standing": Entry(
        "`true` where the demand holds at the table too: if it is no longer met, the party chooses "
        "again whether to stay.",
        "Would it walk out if this were taken back during the talks?",
        why="a demand is about coming, unless somebody says more",
    ),
}

RANK = {
    "rank": Entry(
        "The issues from most to least important, those that tie in brackets: "
        "`[transition, [apparatus, guarantees]]`. All weights in that order are as likely.",
        "Which issue would it trade any other for? Which next?",
    ),
}

SWING = {
    "swing": Entry(
        "Points for how much the swing from an issue's worst option to its best matters: 100 for "
        "the issue whose swing matters most, the others next to it, as points or as ranges (von "
        "Winterfeldt & Edwards 1986, ch. 8).",
        _ASK_WEIGHTS,
        unit="points, of 100 for the swing that matters most",
        range="0 or more",
        scale={
            0: "the issue is nothing to it",
            50: "it would give two such swings for the first",
            100: "as much as the first",
        },
    ),
}

FACTION = {
    "seats": Entry(
        "The votes it has.",
        "How many of those who vote are its people?",
        unit="seats",
        range="above 0",
        scale={5: "five votes", 20: "twenty votes", 50: "fifty votes"},
    ),
    "weights": Entry(
        _RANGES_OF_WEIGHTS + "As for a party, which see.",
        _ASK_WEIGHTS,
        unit="share of all that is at stake for the faction",
        range="0 or more",
        scale=_WEIGHTS,
    ),
    "values": Entry(
        "What each option of each issue is worth to it, as for a party.",
        "On this issue alone: if the worst is 0 and the best is 1, how far up is this option?",
        why=_FILLED_IN,
        unit="share of the issue's swing from its worst option to its best",
        range="0 to 1",
        scale={0: "the worst", 0.5: "half the way up", 1: "what it wants most"},
    ),
    "orders": PARTY["orders"],
    "curves": PARTY["curves"],
    "red_lines": Entry(
        "What it never votes for without, whatever is offered for it.",
        "What would no offer whatever make up for, in its eyes?",
        why=f"it can be compensated for anything: {NO_CLAIM}",
    ),
}

OUTLOOK = {
    "weights": Entry(
        "How much each issue matters from then on.",
        "Once this has happened, which issue matters most to it, and how much the others?",
        why=_OTHER,
        unit="share of all that is at stake for the party",
        range="0 or more",
        scale=_WEIGHTS,
    ),
    "values": Entry(
        "What each option is worth to it from then on: whole issues.",
        "Once this has happened, which option does it want most, and what are the others worth?",
        why=_OTHER,
        unit="share of the issue's swing from its worst option to its best",
        range="0 to 1",
        scale={0: "the worst", 0.5: "half the way up", 1: "what it wants most"},
    ),
    "orders": Entry(
        "The order of options, from worst to best, that holds from then on.",
        "Once this has happened, which option is worse for it than which?",
        why=_OTHER,
    ),
    "curves": PARTY["curves"],
}
