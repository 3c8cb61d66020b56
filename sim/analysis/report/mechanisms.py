"""Which mechanisms of the model a scenario uses, and the works that they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sim import registry
from sim.scenario.distributions import Distribution, Pert
from sim.scenario.scenario import Scenario
from sim.scenario.schema import Forum, Party, Rank, ScenarioSpec, Swing


@dataclass(frozen=True)
class Mechanism:
    """A rule of the model.

    Attributes
    ----------
    said : str
        What it is, in a line.
    keys : tuple of str
        The works, as `references` calls them; none where the rule is our own.
    """

    said: str
    keys: tuple[str, ...]


#: What is chosen by name: (kind, name) -> mechanism. A test holds it to the registries.
CHOSEN: dict[tuple[str, str], Mechanism] = {
    ("protocol", "single_text"): Mechanism(
        "single negotiating text: a mediator tables the text with the largest product of gains",
        ("raiffa1982", "nash1950"),
    ),
    ("protocol", "alternating_offers"): Mechanism(
        "alternating offers: one seat proposes, the others answer, and the proposer moves on",
        ("rubinstein1982",),
    ),
    ("protocol", "random_proposer"): Mechanism(
        "offers by whoever is drawn, on which all the others vote at once (closed rule)",
        ("baron1989",),
    ),
    ("protocol", "stacked_alternating_offers"): Mechanism(
        "stacked alternating offers: each in turn accepts what stands, or makes another offer",
        ("aydogan2017",),
    ),
    ("protocol", "simultaneous_demands"): Mechanism(
        "simultaneous demands: agreed is what gives everybody at least what it demands",
        ("nash1953", "rosenschein1994", "chatterjee1983"),
    ),
    ("protocol", "item_by_item"): Mechanism(
        "item by item: one issue after another, nothing agreed until everything is",
        ("fershtman1990", "raiffa1982"),
    ),
    ("rule", "unanimity"): Mechanism("unanimity of those present", ("buchanan1962",)),
    ("rule", "quota"): Mechanism("a weighted quota with vetoes", ("buchanan1962", "tsebelis2002")),
    ("strategy", "bayesian"): Mechanism(
        "each party weighs what it expects, with a private shock, and learns from others' acts",
        ("signorino2003",),
    ),
    ("strategy", "equilibrium"): Mechanism(
        "equilibrium play, in which everybody knows everything",
        ("rubinstein1982", "baron1989", "nash1953"),
    ),
    ("strategy", "time_dependent"): Mechanism(
        "concession by the clock, faster as the deadline comes near", ("faratin1998",)
    ),
    ("strategy", "tit_for_tat"): Mechanism(
        "tit for tat: it gives way by as much as the other has", ("faratin1998",)
    ),
    ("strategy", "micro"): Mechanism(
        "MiCRO: its packages from best to worst, a new one for each new one of the other",
        ("jonge2022",),
    ),
    ("strategy", "zeuthen"): Mechanism(
        "whoever would risk less by holding out gives way, just far enough",
        ("zeuthen1930", "rosenschein1994"),
    ),
    ("strategy", "war_of_attrition"): Mechanism(
        "standing firm or giving in by the mixed equilibrium of the war of attrition",
        ("maynardsmith1974", "hendricks1988"),
    ),
    ("strategy", "linear_bid"): Mechanism(
        "sealed bids by the linear equilibrium", ("chatterjee1983",)
    ),
}

#: The stages of a forum.
STAGES: dict[str, Mechanism] = {
    "convene": Mechanism(
        "prenegotiation: demands, answers, and who comes, each reckoning with the others' coming",
        ("saunders1985", "stahl1994"),
    ),
    "bargain": Mechanism("bargaining at a table that seats may leave", ("raiffa1982",)),
    "ratify": Mechanism("a deal is voted on at home (two-level games)", ("putnam1988",)),
    "implement": Mechanism("keeping a deal as a commitment problem", ("fearon1995", "powell2006")),
}

Test = Callable[[ScenarioSpec], bool]

#: What a scenario uses if it has the parts for it.
BY_PARTS: tuple[tuple[Test, Mechanism], ...] = (
    (lambda spec: True, Mechanism("additive utility over issues", ("keeney1976",))),
    (
        lambda spec: spec.conflict is not None and any(map(_fights, spec.parties.values())),
        Mechanism("war as a costly lottery over the sides' victories", ("fearon1995",)),
    ),
    (
        lambda spec: spec.conflict is not None,
        Mechanism("the ratio contest of strengths", ("hirshleifer1989",)),
    ),
    (
        lambda spec: spec.conflict is not None and _moves(spec),
        Mechanism("strengths as a random walk; a war that may be won", ("smith2004",)),
    ),
    (
        lambda spec: any(party.preconditions for party in spec.parties.values()),
        Mechanism("what giving up a public demand costs", ("fearon1994",)),
    ),
    (
        lambda spec: any(_counts(party.talking_cost) for party in spec.parties.values()),
        Mechanism("what being seen to talk costs", ("mastro2019",)),
    ),
    (
        lambda spec: any(party.factions for party in spec.parties.values()),
        Mechanism("parties divided into factions that vote", ("putnam1988",)),
    ),
    (
        lambda spec: any(
            _guaranteed(effect) for i in spec.issues.values() for effect in i.effects.values()
        ),
        Mechanism("guarantees by third parties", ("walter1997",)),
    ),
    (
        lambda spec: bool(spec.actions),
        Mechanism("acts of a party's own accord, spoilers among them", ("stedman1997", "kydd2002")),
    ),
    (
        lambda spec: any(forum.opens > 1 for forum in spec.forums.values()),
        Mechanism("talks called later, at a riper moment", ("zartman2000",)),
    ),
    (
        lambda spec: any(isinstance(h.weights, Rank) for h in spec.holders.values()),
        Mechanism("weights of which only the order is known", ("barron1996", "devroye1986")),
    ),
    (
        lambda spec: any(isinstance(h.weights, Swing) for h in spec.holders.values()),
        Mechanism("weights as swing points", ("winterfeldt1986", "devroye1986")),
    ),
    (
        lambda spec: any(holder.orders for holder in spec.holders.values()),
        Mechanism("values of which the order is known", ("david2003",)),
    ),
)

PERT = Mechanism("ranges with a likeliest value (PERT)", ("malcolm1959",))

#: How runs are made and counted, whatever the scenario.
ALWAYS: tuple[Mechanism, ...] = (
    Mechanism("random numbers by address, shared between compared scenarios", ("salmon2011",)),
    Mechanism("simulation noise: the score interval of a share", ("wilson1927",)),
    Mechanism(
        "what we do not know: shares over draws of the assumptions, simulation noise taken out",
        ("kleinman1973", "louis1984"),
    ),
    Mechanism("when it comes to what: cumulative incidence, ends competing", ("aalen1978",)),
    Mechanism("the model is described by the ODD protocol", ("grimm2020",)),
)

#: What an explanation adds.
EXPLAINED: tuple[Mechanism, ...] = (
    Mechanism(
        "what it hangs on: differences over runs that share their draws", ("glasserman1992",)
    ),
    Mechanism("whose effect it is: Shapley values over all subsets", ("shapley1953",)),
    Mechanism("whether parties wait for one another", ("schelling1960", "harsanyi1988")),
    Mechanism("which assumption matters: indices from the runs there are", ("plischke2013",)),
    Mechanism("when does it happen: trees, tried on other runs", ("breiman1984", "bryant2010")),
)


def used(scenario: Scenario, explained: bool = False) -> Iterator[tuple[str, Mechanism]]:
    """Yield each mechanism that a scenario uses, and where: once each.

    Parameters
    ----------
    scenario : Scenario
    explained : bool
        Whether it was asked what the results hang on.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE
    >>> keys = {key for _, found in used(Scenario.from_data(EXAMPLE)) for key in found.keys}
    >>> "keeney1976" in keys, "putnam1988" in keys
    (True, False)
    """
    spec, seen = scenario.spec, set()
    for where, found in (*_by_parts(scenario), *_of_forums(spec), *_of_strategies(spec)):
        if found not in seen:
            seen.add(found)
            yield where, found
    for found in ALWAYS:
        yield "every run", found
    for found in EXPLAINED if explained else ():
        yield "the explanation", found


def _by_parts(scenario: Scenario) -> Iterator[tuple[str, Mechanism]]:
    for test, found in BY_PARTS:
        if test(scenario.spec):
            yield "the scenario", found
    if any(isinstance(number, Pert) for number in scenario.parameters.values()):
        yield "the scenario", PERT


def _of_forums(spec: ScenarioSpec) -> Iterator[tuple[str, Mechanism]]:
    for name, forum in spec.forums.items():
        where = f"forums.{name}"
        for stage in forum.stages:
            yield f"{where}.stages", STAGES[stage]
        if "bargain" in forum.stages:
            yield f"{where}.protocol", chosen("protocol", forum.protocol.name)
            yield f"{where}.rule", chosen("rule", forum.rule.name)


def _of_strategies(spec: ScenarioSpec) -> Iterator[tuple[str, Mechanism]]:
    for name, party in spec.parties.items():
        if any(_sits(forum, name) for forum in spec.forums.values()):
            yield f"parties.{name}.strategy", chosen("strategy", party.strategy.name)


def chosen(kind: str, name: str) -> Mechanism:
    """Return what is chosen by name; of a plug-in what its class says of itself.

    Parameters
    ----------
    kind : str
        ``protocol``, ``rule`` or ``strategy``.
    name : str
    """
    if found := CHOSEN.get((kind, name)):
        return found
    [known] = [each for each in registry.ALL if each.kind == kind]
    first = (known.get(name).__doc__ or "").strip().partition("\n")[0]
    return Mechanism(f"{kind} {name}, of a plug-in: {first or 'see its source'}", ())


def _sits(forum: Forum, party: str) -> bool:
    return party in forum.seats


def _fights(party: Party) -> bool:
    return party.reservation is None


def _counts(number: float | Distribution) -> bool:
    return isinstance(number, Distribution) or number != 0


def _moves(spec: ScenarioSpec) -> bool:
    """Whether strengths move by themselves, or a war can be won."""
    war = spec.conflict
    if war is None:
        return False
    drifts = any(_counts(side.drift) for side in war.sides.values())
    return drifts or _counts(war.shock) or war.decision is not None


def _guaranteed(effect) -> bool:
    return _counts(effect.guarantee) or bool(effect.guarantors)
