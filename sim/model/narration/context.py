"""What a story has told so far, the sentences that are known, and phrases that they share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace

from sim.model.narration.wording import Wording, listed, points

#: What is too small to be told: half a point out of 100.
SLIGHT = 0.005

Row = SimpleNamespace


@dataclass
class Context:
    """What the sentences so far have told.

    Attributes
    ----------
    words : Wording
    answers : dict
        The last answer of each controller to each demand: (target, demand) -> {party: bool}.
    coming : dict
        Whether each party last said that it would come.
    pressed : dict
        Who has pressed a party, and in which period, since it last said so.
    package : dict or None
        The package last put to the parties.
    said : dict
        Each party's last answer to each package: (party, package) -> bool.
    refused : dict
        Over which issue a party refused the last package that it was asked about.
    again : str or None
        Who has just put a package forward once more, which by itself is not told.
    last, before : tuple or None
        What this sentence and the one before it are like, where another may echo them.
    announced : set
        Threats of which it has been told what they are.
    """

    words: Wording
    answers: dict[tuple[str, str], dict[str, bool]] = field(default_factory=dict)
    coming: dict[str, bool] = field(default_factory=dict)
    pressed: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    package: dict[str, str] | None = None
    said: dict[tuple[str, str], bool] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    again: str | None = None
    last: tuple | None = None
    before: tuple | None = None
    announced: set[str] = field(default_factory=set)

    @property
    def spec(self):
        """The scenario's own content."""
        return self.words.spec

    def echoes(self, row: Row, *like: object) -> bool:
        """Whether the last sentence said the same of somebody else, so that "so did X" will do."""
        self.last = (row.period, row.act, row.answer, *like)
        return self.last == self.before

    def next(self) -> None:
        """Make ready for another sentence."""
        self.before, self.last = self.last, None


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
    about = f": {row.about}" if row.about else ""
    answer = {None: "", True: " (yes)", False: " (no)"}[row.answer]
    return f"{context.words.who(row.actor)}: {row.act.replace('_', ' ')}{about}{answer}"


# -- phrases -------------------------------------------------------------------------------


def more(value: float) -> str:
    """How much more one thing is worth than another."""
    if abs(value) < SLIGHT:
        return f"slightly {'more' if value > 0 else 'less'}"
    return f"{points(value)} {'more' if value > 0 else 'less'}"


def demand_names(names: str) -> str:
    """Demands by their names: the "balance" demand."""
    each = names.split(", ")
    quoted = listed(f'"{name.replace("_", " ")}"' for name in each)
    return f"{quoted} demand{'s' if len(each) > 1 else ''}"


def minded(context: Context, row: Row) -> str:
    """What somebody minds most in a package."""
    who = context.words.pronouns(row.actor).it
    if row.over not in context.spec.issues:
        return f"{who} minded it as a whole"
    return f"what {who} minded most was {context.words.issue(row.over)}"
