"""The guide to the war and to what can be settled: conflict, sides, issues, effects, conditions."""

from sim.scenario.guide.entry import NO_CLAIM, STAKES, STEPS, Entry

CONFLICT = {
    "sides": Entry(
        "The sides of the war: two or more.",
        "Who would win if it were fought to its end? Name each possible winner.",
    ),
    "decisiveness": Entry(
        "How sharply strength turns into victory: the exponent of the contest.",
        "If one side were twice as strong as the other, in how many cases of ten would it win in "
        "the end? (Six: 0.5; two of three: 1; eight: 2.)",
        why="the neutral value of the ratio contest (Hirshleifer 1989): twice as strong, "
        "twice as likely to win",
        unit="exponent of the strengths",
        range="above 0",
        scale={
            0.5: "twice as strong wins 59 times in 100: luck and terrain decide much",
            1: "twice as strong wins 67 times in 100",
            2: "twice as strong wins 80 times in 100",
        },
    ),
    "shock": Entry(
        "How much each side's strength is shaken in a period by what nobody could foresee.",
        "By how much may the balance have moved, either way, in half a year? (Divide by the square "
        "root of the number of periods: a quarter over 25 periods is 0.05.)",
        why="strengths move only by what a scenario names",
        unit="standard deviation of the change of the log of strength in a period",
        range="0 or more",
        scale={
            0: "nothing moves by chance",
            0.05: "after 26 periods a quarter stronger or weaker is usual",
            0.1: "after 26 periods half as strong again, or a third weaker, is usual",
        },
    ),
    "decision": Entry(
        "From which share of all strength a side has won the war outright.",
        "How lopsided must the war become before the weaker side collapses or gives up?",
        why="nobody wins outright within the time looked at",
        unit="share of all strength",
        range="above 0.5, at most 1",
        scale={
            0.6: "three to two is enough",
            0.75: "three to one is needed",
            0.9: "nine to one is needed",
        },
    ),
}

SIDE = {
    "strength": Entry(
        "How strong the side is, next to the others. Only proportions count.",
        "If the strongest side counts as 1, how much does this one count: men, arms, ground held, "
        "backing?",
        unit="the strongest side's strength, counted as 1",
        range="above 0",
        scale={0.2: "a fifth as strong", 0.6: "three fifths as strong", 1: "as strong"},
    ),
    "drift": Entry(
        "By how much its strength changes in a period, on average, by itself.",
        "If nothing else happened, how much stronger or weaker would it be in half a year? (Divide "
        "by the number of periods: a tenth over 10 periods is about 0.01.)",
        why="strengths move only by what a scenario names",
        unit="change of the log of strength in a period",
        range="any number",
        scale={
            -0.02: "after 26 periods 41% weaker",
            0: "it holds its own",
            0.01: "after 26 periods 30% stronger",
        },
    ),
    "victory": Entry(
        "The option that its victory would impose, issue by issue.",
        "If it won outright, what would it do on each issue?",
        why="issues that are not named stay as they stand",
    ),
}

ISSUE = {
    "options": Entry(
        "What may come out, in order from one end to the other: names, each with what it means.",
        "What are the two ends, and which compromises have been on the table?",
    ),
    "status_quo": Entry("The option in force as the story begins.", "How does it stand today?"),
    "pie": Entry(
        "Instead of options: something to be divided, in equal pieces. One more option, `none`, is "
        "that nothing is divided; it is the status quo.",
        "Is it a quantity that they share out?",
        why="none: the options are written out",
    ),
    "scale": Entry(
        "Instead of options: numbers in equal steps. Without a status quo, which may be one of the "
        "numbers, one more option is `none`.",
        "Is it a number that they settle: a price, a budget, a line on a map?",
        why="none: the options are written out",
    ),
    "controlled_by": Entry(
        "Who can move it without any agreement: whoever holds the prisoners, the arms, the gate.",
        "Who could change this tomorrow, alone?",
        why="nobody: it moves by agreement only",
    ),
    "control": Entry(
        "Whether `any` of those who control it can move it, or only `all` of them together.",
        "Could one of them do it against the others?",
        why="the weaker claim",
    ),
    "effects": Entry(
        "What an option changes elsewhere once it is in force: strength, guarantees, the cost of "
        "war, seats in a divided party.",
        "If this option were in force, what else would be different?",
        why=f"nothing else changes: {NO_CLAIM}",
    ),
}

_STEPS = Entry(
    "Into how many equal steps it is cut. What theory says of a quantity holds to one step.",
    "How fine a difference would anybody still argue about?",
    unit="steps",
    range=STEPS,
    scale={10: "tenths", 20: "twentieths", 100: "hundredths"},
)

PIE = {
    "among": Entry("Who has a share in it.", "Among whom is it divided?"),
    "steps": _STEPS,
}

SCALE = {
    "from": Entry(
        "The number at one end.",
        "What is the least?",
        why="shares are counted from 0",
        unit="the scale's own",
        range="any number",
        scale={-1: "minus one", 0: "nothing", 100: "a hundred"},
    ),
    "to": Entry(
        "The number at the other end.",
        "What is the most?",
        why="shares are counted to 1",
        unit="the scale's own",
        range="any number",
        scale={0: "nothing", 1: "the whole", 100: "a hundred"},
    ),
    "steps": _STEPS,
}

EFFECT = {
    "strength": Entry(
        "A factor on a side's strength while the option is in force.",
        "If this came into force, by how much stronger or weaker would that side be?",
        why=f"no side is stronger or weaker for it: {NO_CLAIM}",
        unit="factor on the side's strength",
        range="above 0",
        scale={0.5: "half as strong", 1: "no change", 1.5: "half as strong again", 2: "twice"},
    ),
    "guarantee": Entry(
        "What it costs more, while the option is in force, to break a deal or not to do one's "
        "part in it.",
        "If somebody broke the deal under this guarantee, how much would it lose by it, as a share "
        "of all that it has at stake?",
        why=f"{NO_CLAIM} (Walter 1997)",
        unit=STAKES,
        range="0 or more",
        scale={0: "words alone", 0.1: "sanctions that hurt", 0.2: "troops that stay"},
    ),
    "guarantors": Entry(
        "Who makes the guarantee good: each an equal part, if it is willing when the time comes.",
        "Who would have to send the troops or impose the sanctions?",
        why="nobody: the guarantee holds by itself",
    ),
    "burden": Entry(
        "What fighting on costs a party more while the option is in force; less where below 0.",
        "If this were in force and the war went on, what would it add to what the war costs each?",
        why=f"nobody's war costs more for it: {NO_CLAIM}",
        unit=STAKES,
        range="any number",
        scale={-0.05: "some relief", 0: "no change", 0.1: "a tenth of its stakes more"},
    ),
    "seats": Entry(
        "Seats that change hands inside a divided party once the option is in force.",
        "Would this strengthen one wing of a party against another, and by how many votes?",
        why=f"no seats change hands: {NO_CLAIM}",
    ),
}

SEAT_SHIFT = {
    "from": Entry("The faction that loses the seats.", "Who would lose its people, or its hold?"),
    "to": Entry("The faction that gains them.", "Who would win them over?"),
    "number": Entry(
        "How many seats move, never more than the loser has.",
        "How many of those who vote would change over?",
        unit="seats",
        range="0 or more",
        scale={0: "nobody", 5: "five votes", 20: "twenty votes"},
    ),
}

CONDITION = {
    "issue": Entry(
        "The issue that the condition is about, with one of `at_least`, `at_most` and `is`.",
        "On what does it insist?",
        why="none, where the condition is on a side's strength",
    ),
    "at_least": Entry(
        "This option, or one further up the issue's list of options.",
        "What is the least that would do?",
        why="one of the three is given, the others are left out",
    ),
    "at_most": Entry(
        "This option, or one further down the issue's list of options.",
        "What is the most that it could bear?",
        why="one of the three is given, the others are left out",
    ),
    "is": Entry(
        "This option and no other.",
        "Is there only one option that it would take?",
        why="one of the three is given, the others are left out",
    ),
    "side": Entry(
        "In a precondition's demand only: the side whose share of all strength is asked for.",
        "Does it want to be stronger before it talks?",
        why="none, where the condition is on an issue",
    ),
    "share_at_least": Entry(
        "The share of all strength that this side must have.",
        "What would it call a balance, as a share of all the strength in the war?",
        why="none, where the condition is on an issue",
        unit="share of all strength",
        range="0 to 1",
        scale={0.33: "half as strong as the other", 0.5: "a balance", 0.67: "twice as strong"},
    ),
}
