"""The guide to what may happen: ties, threats, events, actions, and what follows from them."""

from sim.scenario.guide.entry import NO_CLAIM, STAKES, WHOLE, Entry

TIE = {
    "patron": Entry("Who can lean on the other.", "Who gives what the other needs?"),
    "client": Entry("Who is leant on.", "Who would be in trouble without it?"),
    "leverage": Entry(
        "How much of what the client has at stake the patron can promise or deny it.",
        "If the patron threatened to stop, how much of what the client has at stake would hang on "
        "it?",
        unit="share of the client's range between its worst and its best package",
        range="0 to 1",
        scale={
            0: "advice",
            0.2: "the patron can promise or deny a fifth of what the client has at stake",
            0.4: "two fifths: the client could not go on without it",
            1: "the client is the patron's creature",
        },
    ),
    "cost": Entry(
        "What pressing costs the patron: once for each purpose.",
        "What would the patron put at risk by leaning on its client: trust, money, standing?",
        why=f"{NO_CLAIM}",
        unit=STAKES,
        range="0 or more",
        scale={0: "a word is enough", 0.05: "a twentieth of its stakes", 0.1: "a tenth"},
    ),
    "for": Entry(
        "What it presses for: `attend` (come), `concede` (grant a demand), `comply` (do its part "
        "in a deal that the patron has signed), `stay_away`.",
        "What has the patron pressed its client to do, or could it?",
        why="the least that a patron is known for",
    ),
}

THREAT = {
    "by": Entry("Who announces it.", "Who has said so?"),
    "when": Entry(
        "What sets it off: whose act, or which way of having no deal.",
        "In which case exactly would it be carried out?",
    ),
    "then": Entry("What would happen.", "What would be different afterwards?"),
    "credibility": Entry(
        "How far the threat or promise is believed, and how often it is carried out when put to "
        "the test.",
        "In ten such cases, in how many would this be done?",
        unit="chance",
        range="0 to 1",
        scale={0: "nobody believes it", 0.5: "as likely as not", 1: "everybody counts on it"},
    ),
}

TRIGGER = {
    "party": Entry(
        "Whose act it is; with `refuse` and `defy` it must be named.",
        "Whose refusal, breach or defiance?",
        why="anybody's breach, or nobody's act in particular",
    ),
    "act": Entry(
        "`refuse` (it said no when talks did not convene, or walked out), `no_talks` (they did not "
        "convene), `failed` (they convened and failed), `breach` (a deal was broken), `defy` (it "
        "did not do its part in a deal that it had not signed).",
        "At what moment would it be carried out?",
    ),
}

THEN = {
    "move": Entry(
        "Issues that move, each to an option.",
        "Which issue stands differently afterwards, and how?",
        why="no issue moves",
    ),
    "strength": Entry(
        "A factor on a side's strength, from then on.",
        "By how much is a side stronger or weaker for it?",
        why="no side is stronger or weaker",
        unit="factor on the side's strength",
        range="above 0",
        scale={0.5: "half as strong", 1: "no change", 1.5: "half as strong again", 2: "twice"},
    ),
    "outlook": Entry(
        "Parties that come to want other things: each takes on one of its `outlooks`.",
        "Would this change what somebody wants, or who decides for them?",
        why="everybody wants what it wanted before",
    ),
}

EVENT = {
    "period": Entry(
        "In which period it may happen, the first being 1.",
        "When is it due, counted from the start?",
        unit="periods from the start",
        range=WHOLE,
        scale={
            1: "at once",
            12: "as the default time to convene ends",
            26: "after half a year of weeks",
        },
    ),
    "probability": Entry(
        "How likely it is to happen when its time comes.",
        "In ten such situations, in how many would it happen?",
        unit="chance",
        range="0 to 1",
        scale={0.1: "hardly", 0.5: "as likely as not", 0.9: "almost surely"},
    ),
    "then": Entry("What would happen.", "What would be different afterwards?"),
}

ACTION = {
    "by": Entry("Who may do it.", "Who has the means, and has thought of it?"),
    "then": Entry("What it changes, and for good.", "What would be different afterwards?"),
    "cost": Entry(
        "What doing it costs. It is done in the first period in which it brings more than that.",
        "What would it lose by doing this: men, allies, its name?",
        why=f"{NO_CLAIM}",
        unit=STAKES,
        range="0 or more",
        scale={0: "nothing holds it back", 0.05: "a twentieth of its stakes", 0.2: "a fifth"},
    ),
    "cost_after": Entry(
        "What it costs once another action has been done, by the name of that action.",
        "Would it be easier once somebody else had acted first?",
        why="it costs the same whatever others have done",
        unit=STAKES,
        range="0 or more",
        scale={0: "nothing holds it back then", 0.05: "a twentieth of its stakes", 0.2: "a fifth"},
    ),
    "stages": Entry(
        "When it may be done: some of `convene`, `bargain`, `implement`.",
        "Could it be done before talks, during them, under a deal?",
        why="nothing says that it could not",
    ),
}
