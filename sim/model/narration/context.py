"""What a story has told so far, the sentences that are known, and phrases that they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace

from sim.model.narration.wording import Wording, listed, points

#: What is too small to be told: half a point out of 100.
SLIGHT = 0.005
NOTHING = 1e-9  # rounding: what differs by less is worth the same

Row = SimpleNamespace


@dataclass
class Context:
    """What the sentences so far have told.

    Attributes
    ----------
    words : Wording
    forum : str
        The talks of which they tell.
    announced : set
        What is explained once in a story: threats, and demands. Shared by all forums.
    answers : dict
        The last answer of each controller to each demand: (target, demand) -> {party: bool}.
    coming : dict
        Whether each party last said that it would come.
    held_to : dict
        The demands to which a party held when it last stayed away.
    voted : dict
        How each faction last voted on coming.
    mandated : dict
        Whether each party's factions last let it come.
    pressed : dict
        Who has pressed a party, when and to what end, since it last said so.
    raised : set
        The demands made in this attempt: (party, demand).
    attempt : int
    package : dict or None
        The package last put to the parties.
    said : dict
        Each party's last answer to each package: (party, package) -> bool.
    refused : dict
        Over which issue a party refused the last package that it was asked about.
    again : str or None
        Who has just put a package forward once more, which by itself is not told.
    last, before : set of tuple
        What this sentence and the one before it are like, where another may echo them.
    proposed : dict
        What each party has last proposed.
    resumed : bool
        Whether the package on the table has been put there before, by the same party.
    awaited : dict
        The demands that each party has made in this attempt and has not given up, until it is
        told that they were met.
    walked_out : set
        Who has left the table in this attempt.
    settled : dict
        The items settled ahead of the whole, and at which option.
    has_settled : bool
        Whether the text last put to the parties has settled one.
    ratifying : set
        Who without a seat has to ratify what is signed.
    """

    words: Wording
    forum: str
    announced: set[tuple[str, ...]] = field(default_factory=set)
    answers: dict[tuple[str, str], dict[str, bool]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    coming: dict[str, bool] = field(default_factory=dict)
    held_to: dict[str, str] = field(default_factory=dict)
    voted: dict[str, bool] = field(default_factory=dict)
    mandated: dict[str, bool] = field(default_factory=dict)
    pressed: dict[str, list[tuple[int, str, str]]] = field(default_factory=dict)
    raised: set[tuple[str, str]] = field(default_factory=set)
    attempt: int = 1
    package: dict[str, str] | None = None
    said: dict[tuple[str, str], bool] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    again: str | None = None
    last: set[tuple] = field(default_factory=set)
    before: set[tuple] = field(default_factory=set)
    proposed: dict[str, str] = field(default_factory=dict)
    resumed: bool = False
    awaited: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    walked_out: set[str] = field(default_factory=set)
    settled: dict[str, str] = field(default_factory=dict)
    has_settled: bool = False
    ratifying: set[str] = field(init=False)

    def __post_init__(self) -> None:
        """At first those ratify who do before any way back."""
        self.ratifying = set(self.talks.ratified_by)

    @property
    def spec(self):
        """The scenario's own content."""
        return self.words.spec

    @property
    def talks(self):
        """The forum, as the scenario describes it."""
        return self.spec.forums[self.forum]

    @property
    def title(self) -> str:
        """The talks, as they are called inside a sentence."""
        return self.words.forum(self.forum)

    @property
    def is_alone(self) -> bool:
        """Whether there are no other talks."""
        return len(self.spec.forums) == 1

    @property
    def goes_home(self) -> bool:
        """Whether anybody has to ratify what is signed."""
        divided = any(self.spec.parties[seat].may_refuse_to_ratify for seat in self.talks.seats)
        return "ratify" in self.talks.stages and (divided or bool(self.ratifying))

    def patrons(self, client: str, purpose: str, before: int) -> list[str]:
        """Who has pressed a party to some end, before a period and since its last answer."""
        pressed = self.pressed.get(client, ())
        return [by for period, by, to in pressed if period < before and to == purpose]

    def start_again(self) -> None:
        """Talks that failed begin anew; what was refused before the table is remembered."""
        for said in (self.coming, self.held_to, self.voted, self.mandated, self.pressed):
            said.clear()
        for offered in (self.said, self.refused, self.proposed, self.raised):
            offered.clear()
        self.awaited.clear()
        self.walked_out.clear()
        self.package, self.again, self.has_settled = None, None, False

    def echoes(self, row: Row, *like: object) -> bool:
        """Whether the last sentence said the same of somebody else, so that "so did X" will do."""
        return self._like_the_last((row.period, row.act, row.answer, *like))

    def goes_on(self, row: Row, *like: object) -> bool:
        """Whether the last sentence was of the same act by the same party."""
        return self._like_the_last((row.period, row.act, "by", row.actor, *like))

    def _like_the_last(self, likeness: tuple) -> bool:
        self.last.add(likeness)
        return likeness in self.before

    def next(self) -> None:
        """Make ready for another sentence."""
        self.before, self.last = self.last, set()


Tell = Callable[[Context, Row], str]
ACTS: dict[str, Tell] = {}


def tells(act: str) -> Callable[[Tell], Tell]:
    """Register the sentence of an act."""

    def register(tell: Tell) -> Tell:
        ACTS[act] = tell
        return tell

    return register


def other(context: Context, row: Row) -> str:
    """An act that has no sentence of its own, as a user's protocol may record."""
    about = f": {row.about.replace('_', ' ')}" if row.about else ""
    answer = {None: "", True: " (yes)", False: " (no)"}[row.answer]
    return f"{context.words.who(row.actor)}: {row.act.replace('_', ' ')}{about}{answer}"


# -- phrases -------------------------------------------------------------------------------


def more(value: float) -> str:
    """How much more one thing is worth than another.

    >>> more(0.12), more(-0.001), more(0.0)
    ('12 points more', 'slightly less', 'no more and no less')
    """
    if abs(value) < NOTHING:
        return "no more and no less"
    if abs(value) < SLIGHT:
        return f"slightly {'more' if value > 0 else 'less'}"
    return f"{points(value)} {'more' if value > 0 else 'less'}"


def than_no_deal(value: float, whom: str) -> str:
    """What a package is worth to somebody, beside no deal.

    >>> than_no_deal(0.12, "it"), than_no_deal(0.0, "them")
    ('worth 12 points more to it than no deal', 'worth as much to them as no deal')
    """
    if abs(value) < NOTHING:
        return f"worth as much to {whom} as no deal"
    return f"worth {more(value)} to {whom} than no deal"


def demand_names(names: str) -> str:
    """Demands by their names: the "balance" demand."""
    each = names.split(", ")
    quoted = listed(f'"{name.replace("_", " ")}"' for name in each)
    return f"{quoted} demand{'s' if len(each) > 1 else ''}"


def pressed_by(context: Context, row: Row, purpose: str) -> str:
    """Who has pressed a party to some end, before a sentence on what it did; or nothing."""
    patrons = context.patrons(row.actor, purpose, before=row.period)
    return f"pressed by {listed(map(context.words.who, patrons))}, " if patrons else ""


def minded(context: Context, row: Row) -> str:
    """What somebody minds most in a package."""
    who = context.words.pronouns(row.actor).it
    if row.over not in context.spec.issues:
        return f"{who} minded it as a whole"
    return f"what {who} minded most was {context.words.issue(row.over)}"
