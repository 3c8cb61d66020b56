"""The guide to the talks: forums, ways back, and the options of what is chosen by name."""

from sim.scenario.guide.entry import WHOLE, Entry

FORUM = {
    "seats": Entry(
        "Who is invited: two parties or more. Who sits here signs.",
        "Who is on the list of invitations?",
    ),
    "required": Entry(
        "Those without whom the talks do not convene.",
        "Whose empty chair would send the others home?",
        why="all seats: the strictest reading",
    ),
    "mediator": Entry(
        "Who chairs, for the story; it wants nothing itself.",
        "Who invites, or carries the text?",
        why="nobody is named",
    ),
    "agenda": Entry(
        "The issues that are settled together, as one package.",
        "What would the one text be about?",
    ),
    "protocol": Entry(
        "How offers are made: `single_text` (a mediator tables texts, all answer), "
        "`alternating_offers` (they propose in turn, one a round), `stacked_alternating_offers` "
        "(each in turn accepts or makes another offer), `random_proposer` (whoever is drawn "
        "proposes), `simultaneous_demands` (all demand at once), `item_by_item` (one issue after "
        "another).",
        "Who writes the text?",
        why="as mediators of wars mostly work (Raiffa 1982)",
    ),
    "rule": Entry(
        "Who must say yes: `unanimity`, or a `quota` of votes with vetoes.",
        "Could something be agreed over somebody's head?",
        why="a peace that somebody who fights has not signed is none",
    ),
    "opens": Entry(
        "The period in which the talks are called. Before it nobody meets there or gives way for "
        "their sake; the war and the other talks go on.",
        "When would the invitations go out?",
        why="the story begins as talks are called",
        unit="periods from the start",
        range=WHOLE,
        scale={1: "at once", 5: "a month later, in weeks", 27: "half a year later, in weeks"},
    ),
    "convene_by": Entry(
        "In how many periods, from the one in which they are called, the talks must have convened, "
        "or they have failed to.",
        "How long would the invitation stand?",
        why="an assumption; a scenario should give its own",
        unit="periods",
        range=WHOLE,
        scale={4: "now or never", 12: "three months, in weeks", 52: "a year, in weeks"},
    ),
    "deadline": Entry(
        "How many rounds they may talk; then they are deadlocked.",
        "How many rounds before everybody packs up?",
        why="an assumption; a scenario should give its own",
        unit="rounds, of a period each",
        range=WHOLE,
        scale={3: "one text and two changes", 12: "a long conference", 52: "talks without end"},
    ),
    "stages": Entry(
        "What is played, in this order: `convene`, `bargain`, `ratify`, `implement`.",
        "Is it still open whether they meet, who ratifies, and whether the deal lasts?",
        why="all that apply: `ratify` only where somebody has to",
    ),
    "primary": Entry(
        "`true` for the forum that the results are about.",
        "Which table is the question about?",
        why="the only forum",
    ),
    "priority": Entry(
        "Which forum is attended first, and whose moves count where two move one issue at once: "
        "lower is first.",
        "Who has no time for two tables goes to which?",
        why="all alike, then by name",
        unit="order",
        range="any whole number",
        scale={-1: "before the others", 0: "as the others", 1: "after the others"},
    ),
    "walkouts": Entry(
        "`false` where no seat can leave the table before the deadline.",
        "Can a delegation go home before time is up, and end the talks by that?",
        why="parties leave talks that promise them nothing; most protocols of theory have no such"
        " move",
    ),
    "ends_war": Entry(
        "`false` where the war goes on while the deal is in force: over a town, over prisoners.",
        "Would the guns be silent everywhere, or only here?",
        why="a deal is a peace unless the scenario says that the war goes on",
    ),
    "ratified_by": Entry(
        "Parties without a seat here that must ratify: a congress, the voters.",
        "Whose yes does the text need after it is signed?",
        why="nobody from outside",
    ),
    "resume": Entry(
        "Ways back: which failures are not the end, and what has changed when talks start again.",
        "If they failed, would they meet again? After what?",
        why="a failure is the end: what comes back is what a claim names",
    ),
}

RESUME = {
    "after": Entry(
        "Which failures it leads back from: `not_convened`, `walkout`, `deadlock`, `not_ratified`.",
        "From which failure would there be a way back?",
    ),
    "wait": Entry(
        "How many periods pass before talks start again.",
        "How long would they stay away?",
        unit="periods",
        range=WHOLE,
        scale={1: "the next period", 4: "a month, in weeks", 26: "half a year, in weeks"},
    ),
    "times": Entry(
        "How often this way may be taken.",
        "How often would they try again?",
        why="the least that a way back can be",
        unit="times",
        range=WHOLE,
        scale={1: "one more try", 2: "two more", 5: "they never give up"},
    ),
    "then": Entry(
        "What has changed by then.",
        "What would be different the second time? With nothing changed, it fails as before.",
        why="nothing has changed",
    ),
    "keeps_settled": Entry(
        "`true` where items settled one by one stay settled over the break.",
        "Would they start again from what they had, or from nothing?",
        why="what is not in force binds nobody",
    ),
    "ratified_by": Entry(
        "Who ratifies from then on, in place of the forum's own; an empty list: nobody from "
        "outside.",
        "After this failure, whose yes would the next text need?",
        why="the same as before",
    ),
}

_ORDER_OF_TALK = Entry(
    "The seats in the order in which they propose.",
    "Who speaks first?",
    why="by name",
)

OPTIONS = {
    ("strategy", "time_dependent", "exponent"): Entry(
        "How late it gives way: above 1 it holds out, below 1 it gives way early.",
        "Half-way to the deadline, how much of what it asked for at first would it have given up? "
        "(A sixteenth: 4; half: 1; seven tenths: 0.5.)",
        why="a middling Boulware, as in common benchmarks of automated negotiation (Faratin, "
        "Sierra & Jennings 1998); an assumption",
        unit="exponent of the time gone",
        range="above 0",
        scale={0.5: "gives way early", 1: "evenly", 4: "holds out until late"},
    ),
    ("strategy", "equilibrium", "solution"): Entry(
        "Which equilibrium it plays: `backward_induction` from the deadline, or `stationary`, as "
        "if there were none; where all demand at once the package of `nash`, `kalai_smorodinsky` "
        "or `egalitarian`.",
        "Does everybody know when the last offer will be made?",
        why="the protocol's usual one",
    ),
    ("strategy", "equilibrium", "indifferent"): Entry(
        "What it answers to an offer worth to it just what going on is: `accept` or `refuse`.",
        "Would it say yes to an offer that leaves it no better and no worse off?",
        why="`accept`: the tie rule of the textbooks",
    ),
    ("protocol", "random_proposer", "recognition"): Entry(
        "How likely each seat is to make the next offer; only ratios count.",
        "Who gets the floor how often?",
        why="all alike",
        unit="ratios",
        range="above 0",
        scale={1: "as often as the others", 2: "twice as often"},
    ),
    ("strategy", "tit_for_tat", "variant"): Entry(
        "How it answers what the other gives: `absolute`, by as much; `relative`, by the same "
        "share of what it asks for.",
        "If the other came a tenth of the way, would it give as many points back, or a tenth of "
        "what it has?",
        why="the plainest of the tactics (Faratin, Sierra & Jennings 1998)",
    ),
    ("strategy", "tit_for_tat", "exponent"): Entry(
        "How late it gives way at first, by the clock, until the other has made two offers.",
        "Before it knows how the other bargains, would it move at all?",
        why="evenly; an assumption",
        unit="exponent of the time gone",
        range="above 0",
        scale={0.5: "gives way early", 1: "evenly", 4: "holds out until late"},
    ),
    ("strategy", "linear_bid", "least"): Entry(
        "The least that the party's own value of no agreement can be, as the other side takes it.",
        "How little might they need, for all that the others know?",
        why="utilities of the agenda begin there",
        unit="utility",
        range="below `most`",
    ),
    ("strategy", "linear_bid", "most"): Entry(
        "The most that the other side can leave the party and still not lose, as it takes it.",
        "How much could the other afford to give at most?",
        why="utilities of the agenda end there",
        unit="utility",
        range="above `least`",
    ),
    ("protocol", "alternating_offers", "order"): _ORDER_OF_TALK,
    ("protocol", "stacked_alternating_offers", "order"): _ORDER_OF_TALK,
    ("protocol", "simultaneous_demands", "on_overlap"): Entry(
        "What is agreed where all can have what they demand: `offer`, one of the packages that "
        "were demanded; `split`, any package, with what is left over shared equally.",
        "If both asked for less than there is, who would get the rest?",
        why="nothing is agreed that nobody has named (Rosenschein & Zlotkin 1994)",
    ),
    ("protocol", "simultaneous_demands", "monotonic"): Entry(
        "`true` where nobody may ask for more than before, and the talks are over once nobody "
        "moves.",
        "Could somebody take back what it has given up?",
        why="nothing is given up for good before the end",
    ),
    ("protocol", "item_by_item", "order"): Entry(
        "The issues of the agenda in the order in which they are settled.",
        "What do they talk about first, and what is kept for the end?",
        why="by name",
    ),
    ("protocol", "item_by_item", "rounds_per_item"): Entry(
        "How many rounds an item is worked on before a text on it is tabled; refused texts are "
        "followed by others without waiting.",
        "How long do they sit over one item before anybody can say yes to it? Has any talk of "
        "theirs been timed?",
        why="the least that an item can take",
        unit="rounds, of a period each",
        range=WHOLE,
        scale={1: "an item a round", 6: "half a year an item, in months", 26: "the same, in weeks"},
    ),
    ("rule", "quota", "quota"): Entry(
        "The votes that carry a text.",
        "How many of those at the table must say yes?",
        unit="votes",
        range="above 0",
        scale={2: "two of the seats", 3: "three", 5: "five"},
    ),
    ("rule", "quota", "weights"): Entry(
        "The votes of each seat.",
        "Does anybody's yes count more than another's?",
        why="one each",
        unit="votes",
        range="above 0",
        scale={1: "a vote like the others", 2: "twice as much", 5: "five times as much"},
    ),
    ("rule", "quota", "vetoes"): Entry(
        "Seats without whose yes nothing is agreed.",
        "Could anything be agreed over this one's head?",
        why="nobody has a veto",
    ),
}
