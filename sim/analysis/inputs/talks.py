"""Where it is talked about: forums, their rules, and numbers that hang together."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.inputs.people import chosen
from sim.analysis.inputs.words import OR, Words, in_words
from sim.analysis.layout import Section, Table
from sim.analysis.words import FAILURES, capital, listed, percent
from sim.registry import protocols
from sim.scenario.fields import Choice
from sim.scenario.schema import Forum, Resume


def forums(words: Words) -> Iterator[Section]:
    """Yield a section for each set of talks, in the order in which they are attended."""
    for name in words.spec.forum_names:
        forum = words.spec.forums[name]
        title = capital(forum.title or words.forum(name))
        yield Section(title, [Table(("what", "in these talks"), list(_terms(words, name, forum)))])


def _terms(words: Words, name: str, forum: Forum) -> Iterator[tuple[str, str]]:
    yield from _seats(words, name, forum)
    yield "On the table", "; ".join(words.thing(issue) for issue in forum.agenda)
    if forum.mediator:
        yield "Mediator", forum.mediator
    told = (protocols.get(forum.protocol.name).__doc__ or "").strip().partition("\n")[0]
    yield "How texts come about", f"{_protocol(words, name, forum.protocol)}. {told}"
    yield "What makes a deal", _rule(words, name, forum)
    yield from _course(words, forum)
    if not forum.ends_war:
        yield "The war", "goes on while the deal is in force"
    for way, resume in forum.resume.items():
        path = f"forums.{name}.resume.{way}"
        yield f"Way back ({words.plain(way)})", _way_back(words, resume, path)


def _seats(words: Words, name: str, forum: Forum) -> Iterator[tuple[str, str]]:
    spec = words.spec
    if len(spec.forums) > 1:
        yield "Results", "are about these talks" if name == spec.primary else "are about others"
        yield "Attended", f"priority {forum.priority}; lower comes first"
    yield "Must come", words.people(forum.required)
    if others := [seat for seat in forum.seats if seat not in forum.required]:
        yield "May come", words.people(others)
    home = [seat for seat in forum.seats if spec.parties[seat].may_refuse_to_ratify]
    if "ratify" in forum.stages and (bodies := [*home, *forum.ratified_by]):
        yield "Ratified by", words.people(bodies)


def _protocol(words: Words, name: str, protocol: Choice) -> str:
    return capital(chosen(words, protocol, f"forums.{name}.protocol"))


def _rule(words: Words, name: str, forum: Forum) -> str:
    """Who must say yes."""
    rule, path = forum.rule, f"forums.{name}.rule"
    if rule.name == "unanimity":
        return "everybody who has come says yes"
    if rule.name != "quota":
        return chosen(words, rule, path)
    votes = "votes (one for each seat"
    if weights := rule.options.get("weights"):
        each = (f"{words.who(who)} {words.number(f'{path}.weights.{who}')}" for who in weights)
        votes += f", but {', '.join(each)}"
    said = f"at least {words.number(f'{path}.quota')} {votes}) say yes"
    vetoes = rule.options.get("vetoes")
    return f"{said}; not without {words.people(vetoes)}" if vetoes else said


def _course(words: Words, forum: Forum) -> Iterator[tuple[str, str]]:
    """When talks are called, how long there is for what, and what comes after a signature."""
    if forum.opens > 1:
        yield "Called", f"{words.period(forum.opens)}; until then nobody acts for their sake"
    if "convene" in forum.stages:
        yield "Time to convene", words.length(forum.convene_by)
    else:
        yield "Begins", "with all seats at the table"
    if "bargain" in forum.stages:
        each = int(forum.protocol.options.get("rounds_per_item", 1))
        work = f"with {words.length(each)} for an item until the first text on it"
        pace = "one text or offer in each" if each == 1 else work
        yield "Time to agree", f"{words.length(forum.deadline)}, {pace}"
        if not forum.walkouts:
            yield "Leaving", "nobody can leave the table before that time is up"
    if "implement" in forum.stages:
        yield "A deal has held", f"once it was kept for {words.length(words.spec.time.horizon)}"
    else:
        yield "A deal", "is taken as kept; whether it is, is not asked"


def _way_back(words: Words, resume: Resume, path: str) -> str:
    after = listed((FAILURES[failure] for failure in resume.after), OR)
    said = [f"after {after} talks start again {words.length(resume.wait)} later"]
    said.append("once" if resume.times == 1 else f"at most {resume.times} times")
    if resume.then is not None:
        said.append(f"by then {words.consequences(resume.then, f'{path}.then')}")
    if resume.keeps_settled:
        said.append("what was settled item by item stays so")
    if resume.ratified_by is not None:
        said.append(f"from then on {words.people(resume.ratified_by)} must ratify from outside")
    return "; ".join(said)


def together(words: Words) -> Iterator[Section]:
    """Yield numbers that are one number, or that switch together, if there are any."""
    spec = words.spec
    items: list[str | Table] = []
    if spec.shared:
        rows = [(capital(words.plain(n)), words.number(f"shared.{n}")) for n in spec.shared]
        items.append(Table(("one number in several places", "how much"), rows))
    for name, variant in spec.variants.items():
        switched = []
        for case, body in variant.cases.items():
            sets = "; ".join(
                f"{place(words, path)}: {in_words(value)}" for path, value in body.numbers.items()
            )
            switched.append(
                (capital(words.plain(case)), percent(body.probability), sets or "nothing")
            )
        title = variant.title or capital(words.plain(name))
        items.append(Table((title, "how likely", "then"), switched))
    if items:
        yield Section("Numbers that go together", items)


def place(words: Words, path: str) -> str:
    """Say in words where a number stands: the titles and names that lead to it.

    Examples
    --------
    >>> import sim
    >>> words = Words(sim.Scenario.load("geneva-2013"))
    >>> place(words, "ties.russia_regime.cost"), place(words, "parties.smc.war_cost")
    ('Russia and the Government of Bashar al-Assad, cost', 'Supreme Military Council, war cost')
    """
    match path.split("."):
        case ["parties", party, *rest]:
            first = words.title(party)
        case ["conflict", "sides", side, *rest]:
            first = capital(words.side(side))
        case ["forums", forum, *rest]:
            first = capital(words.forum(forum))
        case ["ties", tie, *rest]:
            patron, client = words.spec.ties[tie].patron, words.spec.ties[tie].client
            first = f"{words.title(patron)} and {words.who(client)}"
        case [_, name, *rest]:
            first = capital(words.plain(name))
    return ", ".join([first, *_rest(words, rest)])


def _rest(words: Words, keys: list[str]) -> Iterator[str]:
    issue = None
    for key in keys:
        if issue is not None and key in words.spec.issues[issue].options:
            yield words.option(issue, key)
        elif key in words.spec.issues:
            issue = key
            yield words.thing(key)
        else:
            yield words.plain(key)
