"""The guide to the whole file: names, time, what stands under its numbers, variants."""

from sim.scenario.guide.entry import WHOLE, Entry

CITED = {
    "title": Entry(
        "What pages and stories call it: a few words a reader understands.",
        "What would a newspaper call it?",
        why="the name is shown where there is no title",
    ),
    "evidence": Entry(
        "What each part rests on: from a path within this part (or `self`, for all the rest of it) "
        "to a list of claims, or to a text that says what you assume and why.",
        "Who says so, and where? If nobody: why do you assume it?",
        why="nothing is cited; with `draft: true` what is missing is counted, else it is refused",
    ),
}

SCENARIO = {
    "format": Entry("The version of the file format. This one is 1.", "Nothing: write 1."),
    "name": Entry(
        "A short name in lower-case letters, digits, `-` and `_`, the same as the file's.",
        "Which conflict, and which year?",
    ),
    "title": Entry("One line that says what this is about.", "What would a headline say?"),
    "question": Entry(
        "What you want to know, in one sentence. Printed on every page.",
        "Which decision hangs on this? What would you tell your superior?",
        why="pages are printed without a question",
    ),
    "about": Entry(
        "What the conflict turns on, in a few sentences, for somebody who opens the file.",
        "What must a reader know who knows nothing?",
        why="free text that nothing needs",
    ),
    "draft": Entry(
        "`true` while you are still looking for evidence: what is missing is then counted, not "
        "refused.",
        "Does every number rest on a claim or on an assumption that you have written down?",
        why="a file that others read should say what it rests on",
    ),
    "time": Entry(
        "The calendar of the talks.", "In what steps do these talks move, and from when?"
    ),
    "noise": Entry(
        "How much of a choice hangs on what nobody sees: each party's private reasons, drawn anew "
        "in each run.",
        "If a party gains a twentieth of all that is at stake from saying yes, how sure are you "
        "that it does? (0.05: 73%.) Keep one level for all your cases.",
        why="an assumption, the same for all historical scenarios; pages print .02, .05 and .10",
        unit="share of a party's range between its worst and its best package",
        range="0 or more",
        scale={
            0.02: "a gain of .05 is taken in 92 cases of 100",
            0.05: "the same gain is taken in 73 of 100",
            0.1: "the same gain is taken in 62 of 100",
        },
    ),
    "foresight": Entry(
        "`full`: parties weigh, before they come, what is likely to be signed and kept. `none`: "
        "they do not.",
        "Do those who decide think ahead to whether a deal would hold?",
        why="who decides on talks thinks of what they may bring (Saunders 1985); `none` "
        "is for comparison",
    ),
    "conflict": Entry(
        "The war that goes on where there is no deal: its sides and how strong they are.",
        "Who fights whom, and who is winning?",
        why="no war; then every party needs a `reservation`, its value of no agreement",
    ),
    "issues": Entry(
        "What can be settled, each with its options in order.",
        "What would the text of a settlement have chapters on?",
    ),
    "parties": Entry(
        "Who bargains, controls something, acts of its own accord, or has to ratify.",
        "Without whose yes, or whose silence, does nothing happen?",
    ),
    "ties": Entry(
        "Who can lean on whom.",
        "Who pays, arms or shelters whom, and has ever made use of it?",
        why="nobody leans on anybody: off unless a claim names it",
    ),
    "threats": Entry(
        "What somebody has said would happen if there is no deal: threats, and promises too.",
        "Who has announced what, if talks are refused, fail, or a deal is broken?",
        why="nobody has threatened anything: off unless a claim names it",
    ),
    "events": Entry(
        "What may happen at a known time whatever the parties do.",
        "What is in the calendar: an election, a winter, the end of a mandate?",
        why="nothing is in the calendar: off unless a claim names it",
    ),
    "actions": Entry(
        "What a party may do once, without announcing it, as soon as it pays.",
        "Who could spoil talks or a deal, or change the war, and how?",
        why="nobody acts of its own accord: off unless a claim names it (Stedman 1997)",
    ),
    "forums": Entry(
        "The talks: who sits, over what, and how it is decided.",
        "Which table is this about, and is there another beside it?",
    ),
    "shared": Entry(
        "Numbers that several places have in common: written once here, and `{shared: NAME}` "
        "where they stand, in the unit of those places.",
        "Do two parties fear, or reckon with, the very same thing?",
        why="every number is drawn by itself",
    ),
    "variants": Entry(
        "Numbers that switch together, where two accounts cannot both be right.",
        "Do two documents contradict each other on a thing that several numbers hang on?",
        why="one account only",
    ),
}

TIME = {
    "unit": Entry(
        "How long a period is: a `day`, `week`, `month` or `round`.",
        "How long does one round of these talks take, from text to answer?",
    ),
    "start": Entry(
        "The first day, as in 2013-05-27.",
        "On what day does the story begin? Nothing said later may be used as evidence.",
        why="stories count periods from 1 instead of naming days",
    ),
    "horizon": Entry(
        "How many periods a deal must be kept to count as held.",
        "After how long would you call the deal a success?",
        why="an assumption (half a year of weeks), always printed with `held`",
        unit="periods",
        range=WHOLE,
        scale={4: "a first test", 26: "half a year, in weeks", 104: "two years, in weeks"},
    ),
    "flow": Entry(
        "What a period of waiting pays: `levels` (what is in force, less the cost of war) or "
        "`none`. It counts only where somebody's patience is below 1.",
        "Do the parties live with the present state while they talk, or does nothing count until "
        "the end?",
        why="who waits lives in the meantime; at the default patience nothing hangs on it",
    ),
}

EVIDENCE = {
    "cite": Entry(
        "Names of claims: records in `claims.yaml`, those that ship and those beside your file.",
        "Which statements, in which documents, say so?",
        why="no claim, an assumption alone",
    ),
    "assumption": Entry(
        "What you assume beyond what is said, and why.",
        "Why this and not twice as much? What would change your mind?",
        why="the claims say it all",
    ),
}

VARIANT = {
    "cases": Entry(
        "The accounts: two or more, of which each run takes one.",
        "Which accounts are there, and what follows from each?",
    ),
}

CASE = {
    "probability": Entry(
        "How likely this account is the right one; those of all cases add up to 1.",
        "If you had to bet, which account would you put how much on?",
        unit="chance",
        range="0 to 1",
        scale={0.1: "hardly", 0.5: "as likely as not", 0.9: "almost surely"},
    ),
    "set": Entry(
        "The numbers that this account sets: a part of the scenario, nested as in the file.",
        "If this account is right, which numbers are different?",
        why="what a case does not set stays as it is written",
    ),
}
