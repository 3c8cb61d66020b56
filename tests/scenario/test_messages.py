"""One fault in a file gives one message, on the right line, that says the way out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.scenario.errors import ScenarioError
from sim.scenario.plain import plain
from sim.scenario.reader import parse
from sim.scenario.scenario import EXAMPLE, Scenario

TEXT = (Path(__file__).parent / "everything.yaml").read_text()
MORE = (Path(__file__).parent / "everything_more.yaml").read_text()

# (what is replaced, by what, a part of the line that is blamed, the message)
# fmt: off
SHAPE = [
    ("format: 1", "format: 2", "format: 2", "this version reads format 1, not 2; write format: 1"),
    ("format: 1", "format: true", "format: true", "this version reads format 1"),
    ("name: everything", "nome: everything", "nome:", "'nome' is unknown here. Did you mean name"),
    ("name: everything", "name: Every Thing", "name: Every",
     "'Every Thing' is no name; write small"),
    ("title: All that", "# title: All that", "# A scenario",
     "the scenario: 'title' is missing; add"),
    ("title: All that the format knows", "title: 3", "title: 3",
     "title: 3 stands here; it must be a"),
    ("question: Does it load?", "question:", "question:",
     "question: nothing stands here; .* a text"),
    ("draft: false", "draft: no", "draft: no", "draft: 'no' stands here; it must be true or false"),
    ("unit: week", "unit: weak", "unit: weak", "'weak' is not one of day, week, .*mean week"),
    ("unit: week", "unit: 7", "unit: 7", "time.unit: 7 is not one of day, week, month, round$"),
    ("2013-05-27", "May 2013", "start:", "'May 2013' is not a date; write it as 2013-05-27"),
    ("horizon: 26", "horizon: 0", "horizon: 0",
     "0 is out of range; .* whole number from 1 to 100,000"),
    ("horizon: 26", "horizon: 1000000", "horizon: 1", "1000000 is out of range"),
    ("horizon: 26", "horizon: 2.5", "horizon: 2.5", "2.5 stands here; it must be a whole number"),
    ("horizon: 26", "horizont: 26", "horizont", "'horizont' is unknown here. Did you mean horizon"),
    ("flow: levels", "flow: level", "flow: level",
     "'level' is not one of levels, none. Did you mean"),
    ("noise: 0.05", "noise: -1", "noise: -1", "noise: -1 is too low; it must be at least 0"),
    ("noise: 0.05", "noise: {uniform: [0, 1]}", "noise:", "one number for all runs, not a distrib"),
    ("noise: 0.05", "noise: true", "noise: true", "'true' is not a number; write a number"),
    ("noise: 0.05", "noize: 0.05", "noize:", "'noize' is unknown here. Did you mean noise?"),
    ("noise: 0.05", "wings: 2", "wings:", "'wings' is unknown here; what may stand here: title"),
    ("foresight: full", "foresight: some", "foresight:", "'some' is not one of full, none$"),
    ("decisiveness: {uniform: [0.5, 2]}", "decisiveness: 0", "decis", "0 is too low; .* above 0$"),
    ("shock: 0.1", "shock: {uniform: [-1, 1]}", "shock",
     "its lower end is -1; it must be at least 0"),
    ("{uniform: [0.5, 2]}", "{unifrom: [0.5, 2]}", "decis",
     "'unifrom' is not a distribution; did you"),
    ("{uniform: [0.5, 2]}", "{uniform: [2, 0.5]}", "decis", "ends swapped"),
    ("{uniform: [0.5, 2]}", "{uniform: [1]}", "decis", "'uniform' takes 2 numbers, not 1"),
    ("{uniform: [0.5, 2]}", "{uniform: [a, 2]}", "decis", "the text 'a' is not a number"),
    ("triangular: [0.2, 0.4, 0.8]", "triangular: [0.2, 0.9, 0.8]", "triang", "mode 0.9 outside"),
    ("none: no arms at all", "None: no arms at all", "None:",
     "'None' is no name; write small letters"),
    ("options: [held, free]", "options: [held]", "[held]",
     "options: this needs at least 2 entries, an"),
    ("options: [held, free]", "options: [held, free, held]", "[held,",
     "'held' is listed twice; once"),
    ("options: [held, free]", "options: held", "options: held",
     "'held' stands here; it must be a map"),
    ("light: rifles", "light: 4", "light: 4",
     "issues.arms.options.light: 4 stands here; .* a text"),
    ("control: all", "control: both", "control: both", "'both' is not one of any, all$"),
    ("controlled_by: [regime]", "controlled_by: regime", "controlled_by: regime",
     "a list of names"),
    ("weights: {rank: [arms, [detainees]]}", "weights: {rank: []}", "rank: []",
     "most important first"),
    ("[arms, [detainees]]", "[arms, [arms]]", "rank: ", "'arms' is listed twice; once is enough"),
    ("{rank: [arms, [detainees]]}", "3", "weights: 3",
     "3 stands here; it must be a mapping of names"),
    ("war_cost: {beta: [2, 5]}", "war_cost: much", "much",
     "the text 'much' is not a number; write"),
    ("war_cost: {beta: [2, 5]}", "war_cots: 0.1", "war_cots",
     "unknown here. Did you mean war_cost?"),
    ("{name: time_dependent, exponent: 4}", "[a]", "[a]",
     "this must be a name, or a mapping such as"),
    ("patience: 0.95", "patience: 1.5", "patience", "1.5 is too high; .* above 0 and at most 1"),
    ("patience: 0.95", "patience: {uniform: [0.5, 2]}", "patience", "its upper end is 2; it must"),
    ("patience: 0.95", "patience: 0", "patience", "0 is too low; it must be above 0 and at most 1"),
    ("share_at_least: 0.4", "share_at_least: 4", "share_at_least", "4 is too high; .* at most 1"),
    ("firmness: {pert: [0, 0.1, 0.3]}", "firmnes: 0.1", "firmnes:", "Did you mean firmness"),
    ("        firmness: 0.1\n", "", "release:",
     "'firmness' is missing; add it, as in firmness: 0.1"),
    ("detainees: {held: 0, free: 1}\n    red", "detainees: {held: 0, free: 3}\n    red", "free: 3",
     "3 is"),
    ("seats: 30", "seats: 0", "seats: 0", "parties.rebels.factions.doves.seats: 0 is too low"),
    ("leverage: {uniform: [0.1, 0.4]}", "leverage: 40", "leverage",
     "40 is too high; it must be at"),
    ("for: [attend, concede]", "for: [attend, sign]", "for:",
     "'sign' is not one of them; list some of"),
    ("for: [attend, concede]", "for: []", "for:",
     "the list is empty; list some of attend, concede"),
    ("act: refuse", "act: refuses", "act: refuses",
     "'refuses' is not one of .* Did you mean refuse?"),
    ("credibility: 0.6", "credible: 0.6", "credible", "'credible' is unknown here"),
    ("period: 4", "period: fourth", "fourth", "'fourth' stands here; it must be a whole number"),
    ("seats: [regime, rebels, patron]", "seats: 3", " seats: 3\n",
     "this must be a list of names, such as"),
    ("agenda: [arms, detainees]", "agenda: []", "agenda: []", "needs at least 1 entry, and has 0"),
    ("stages: [convene,", "stages: [convened,", "stages",
     "'convened' is not one of them; list some"),
    ("time.start:", "time.end:", "time.end", "nothing stands at 'time.end': 'end' is unknown"),
    ("cite: [letter]", "site: [letter]", "parties.rebels:",
     "'site' is unknown here. Did you mean cite"),
    ("cite: [letter]", "cite: letter", "parties.rebels:", "this must be a list of names"),
]

MEANING = [
    ("status_quo: none", "status_quo: no", "status_quo: no",
     "issue 'arms' has no option 'no'; its opt"),
    ("[patron, senate]", "[patron, sennate]", "sennate",
     "party 'sennate' is unknown; .* mean senate"),
    ("[patron, senate]", "[patron]", "control: all", "'all' of 1 is no joint control; name two"),
    ("      heavy:\n        str", "      heave:\n        str", "heave:",
     "no option 'heave'; .* mean heavy"),
    ("{rebels: {uniform: [1.2, 2]}}", "{rebel: 2}", "rebel: 2",
     "side 'rebel' is unknown; the sides are"),
    ("{arms: none, detainees: held}", "{arms: nil}", "arms: nil",
     "issue 'arms' has no option 'nil'"),
    ("{arms: none, detainees: held}", "{army: none}", "army: none",
     "issue 'army' is unknown; .* arms?"),
    ("side: government\n", "side: goverment\n", "side: gov",
     "side 'goverment' is unknown; .* mean gov"),
    ("{rank: [arms, [detainees]]}", "{rank: [arms, [detainee]]}", "rank",
     "issue 'detainee' is unknown"),
    ("{rank: [arms, [detainees]]}", "{arms: 1, prisoners: 1}", "prisoners",
     "issue 'prisoners' is unk"),
    ("{rank: [arms, [detainees]]}", "{swing: {arms: 100, detainee: 50}}", "detainee: 50",
     "issue 'detainee' is unknown; .* Did you mean detainees?"),
    ("{rank: [arms, [detainees]]}", "{swing: {arms: 90, detainees: {uniform: [50, 100]}}}",
     "swing: {arms: 90", "no issue has 100 points; give 100 to the one whose swing"),
    ("{rank: [arms, [detainees]]}", "{swing: {arms: 100, detainees: {uniform: [50, 101]}}}",
     "[50, 101]", "this is above 100; the issue whose swing matters most has 100 points"),
    ("{rank: [arms, [detainees]]}", "{swing: {arms: 100, detainees: {pert: [0, 40, 90]}}}",
     "pert: [0, 40", "swing points are a number or a range; write uniform: \\[40, 60\\]"),
    ("{rank: [arms, [detainees]]}", "{swing: {arms: 100, detainees: -5}}", "-5",
     "-5 is too low; it must be at least 0"),
    ("{rank: [arms, [detainees]]}", "{swing: [arms, detainees]}", "swing: [arms",
     "a list stands here; it must be a mapping"),
    ("{rank: [arms, [detainees]]}", "{swing: {arms: 100, detainees: {shared: fear}}}",
     "shared: fear", "weights of issues are drawn together, and none can be shared"),
    ("{rank: [arms, [detainees]]}", "{swing: {arms: 100, detainees: 50}, arms: 3}", "arms: 3",
     "'arms' is unknown here; what may stand here: rank, swing"),
    ("arms: [none, light, heavy]", "arms: [none, lite, heavy]", "lite",
     "issue 'arms' has no option 'lite'; .* Did you mean light?"),
    ("arms: [none, light, heavy]", "arm: [none, light, heavy]", "arm: [",
     "issue 'arm' is unknown; .* Did you mean arms?"),
    ("arms: [none, light, heavy]", "arms: [none, heavy, heavy]", "arms: [none, heavy",
     "'heavy' is listed twice"),
    ("arms: [none, light, heavy]", "arms: [heavy]", "arms: [heavy]", "this is no order; list two"),
    ("arms: {light: {uniform: [0.2, 0.6]}}", "arms: {none: 0.7, light: {uniform: [0.2, 0.6]}}",
     "arms: [none, light", "'none' is worth 0.7 at least, and 'light', .* 0.6 at most"),
    ("arms: {light: {uniform: [0.2, 0.6]}}", "arms: {light: {beta: [2, 5]}}", "beta: [2, 5]}}",
     "a value in an order is a number or a range"),
    ("detainees: [held, free]\n        red", "detained: [held, free]\n        red", "detained",
     "issue 'detained' is unknown; .* Did you mean detainees?"),
    ("{arms: {uniform: [0.4, 0.7]},", "{arms: {uniform: [0.8, 0.9]},", "[0.8",
     "add up to 1.1 at least"),
    ("{arms: {uniform: [0.4, 0.7]},", "{arms: {uniform: [0, 0.2]},", "[0, 0.2]",
     "add up to 0.8 at most"),
    ("{arms: {uniform: [0.4, 0.7]},", "{arms: {pert: [0, 0.2, 1]},", "pert: [0, 0.2",
     "number or a rang"),
    ("    weights: {arms: 1}\n    values:\n      arms: {none: 1, light: 0.3",
     "    weights: {arms: 0}\n    values:\n      arms: {none: 1, light: 0.3", "arms: 0}",
     "every weight is 0; give at least one"),
    ("      detainees: {held: 1, free: 0}\n", "", "VALUES",
     "has a weight but no values; add detainees"),
    ("{held: 1, free: 0}", "{held: 1}", "{held: 1}", "no value for free; give each option one"),
    ("{held: 1, free: 0}", "{held: 1, fre: 0}", "fre: 0", "no option 'fre'; .* Did you mean free?"),
    ("at_least: light}\n    pre", "at_least: lite}\n    pre", "lite",
     "issue 'arms' has no option 'lite'"),
    ("at_least: light}\n    pre", "at_leest: light}\n    pre", "at_leest",
     "Did you mean at_least?"),
    ("at_least: light}\n    pre", "at_least: light, is: none}\n    pre", "is: none",
     "and one of at_le"),
    ("{issue: arms, at_least: light}\n    pre", "{side: rebels, share_at_least: 0.2}\n    pre",
     "armed:",
     "this must be on an issue, not on a side's share; write {issue: arms, at_least: heavy}$"),
    ("{side: rebels, share_at_least: 0.4}", "{side: rebel, share_at_least: 0.4}", "rebel,",
     "side 'reb"),
    ("{side: rebels, share_at_least: 0.4}", "{side: rebels}", "demand: {side",
     "neither a condition on"),
    ("{issue: detainees, is: free}", "{issue: detainees, is: gone}", "gone", "no option 'gone'"),
    ("war_cost: {beta: [2, 5]}",
     "preconditions: {own: {demand: {issue: detainees, is: free}, firmness: 0}}", "own:",
     "'regime' alone controls issue 'detainees'; it need not demand"),
    ("demand: {issue: detainees, is: free}", "demand: {side: rebels, share_at_least: 0.4}",
     "LAST DEMAND", "'rebels' makes this demand already; drop one of the two"),
    ("conceding_cost: {detainees: 0.05}", "conceding_cost: {arms: 0.05}", "cost: {arms",
     "does not cont"),
    ("{name: time_dependent,", "{name: time_dependant,", "time_dependant",
     "strategy 'time_dependant' is"),
    ("exponent: 4}", "exponents: 4}", "exponents",
     "has no option 'exponents'; .* Did you mean exponent?"),
    ("exponent: 4}", "exponent: high}", "high", "'high' is not a number; write one such as 2"),
    ("exponent: 4}", "exponent: {uniform: [1, 2]}}", "exponent:", "one number, not a distribution"),
    ("exponent: 4}", "exponent: -1}", "exponent:", "strategy 'time_dependent' refuses its options"),
    ("    quota: 26\n", "", "  rebels:\n    side", "'rebels' has factions but no quota; add quota"),
    ("quota: 26", "quota: 51", "quota: 51",
     "51 can never be reached: the seats of all factions add up"),
    ("reservation: 0.5", "reservation: 0.5\n    quota: 2", "    quota: 2\nties",
     "a quota but no factions"),
    ("client: rebels", "client: rebel", "client: rebel",
     "party 'rebel' is unknown; .* mean rebels?"),
    ("client: rebels", "client: patron", "client: patron",
     "'patron' is its own patron; a tie is betw"),
    ("{party: regime, act: refuse}", "{act: refuse}", "{act: refuse}",
     "whose refusal\\? Add the party"),
    ("{act: failed}", "{act: failed, party: regime}", "act: failed",
     "'failed' is nobody's act in part"),
    ("party: regime, act", "party: regimen, act", "regimen",
     "party 'regimen' is unknown; .* mean regime"),
    ("    then:\n      strength: {rebels: 0.8}", "    then: {}", "then: {}",
     "nothing happens; add move:"),
    ("{government: 1.3}", "{governor: 1.3}", "governor",
     "side 'governor' is unknown; .* mean gover"),
    ("move: {arms: heavy}", "move: {arms: many}", "many", "issue 'arms' has no option 'many'"),
    ("seats: [regime, rebels, patron]", "seats: [regime, rebels, patron, russia]", "russia",
     "party 'russia' is unknown; the parties are patron, regime, rebels, senate"),
    ("required: [regime, rebels]", "required: [regime, senate]", "required",
     "seat 'senate' is unknown"),
    ("agenda: [arms, detainees]", "agenda: [arms, detainees, land]", "land",
     "issue 'land' is unknown"),
    ("name: alternating_offers", "name: alternate_offers", "protocol:",
     "protocol 'alternate_offers' is"),
    ("[rebels, regime, patron]", "[rebels, regime]", "order: [",
     "the order must name exactly the seats"),
    ("      name: quota\n      quota: 2", "      name: quota", "rule:",
     "rule 'quota' needs 'quota'; write"),
    ("      quota: 2\n", "      quota: 9\n", "quota: 9",
     "9 can never be reached: the votes of all seats"),
    ("      quota: 2\n", "      quota: 0\n", "quota: 0", "0 is too low; it must be above 0"),
    ("weights: {regime: 2}", "weights: {senate: 2}", "senate: 2",
     "seat 'senate' is unknown; the seats"),
    ("weights: {regime: 2}", "weights: {regime: x}", "regime: x",
     "this is no number; write one above 0"),
    ("weights: {regime: 2}", "weights: 2", "rule:", "weights is a mapping of seats to numbers"),
    ("vetoes: [rebels]", "vetoes: [senate]", "vetoes: [",
     "seat 'senate' is unknown; the seats of this"),
    ("[convene, bargain, ratify, implement]", "[convene]", "stages",
     "'bargain' is missing; every forum"),
    ("[convene, bargain, ratify, implement]", "[bargain, convene]", "stages",
     "another order; write \\[con"),
    ("parties.rebels:", "parties.rebel:", "parties.rebel:",
     "nothing stands at 'parties.rebel': .* mean"),
]

OF_MORE = [
    ("decision: {uniform: [0.8, 0.95]}", "decision: 0.5", "decision",
     "0.5 is too low; it must be above 0.5 and at most 1"),
    ("drift: 0.02", "drift: up", "drift: up", "the text 'up' is not a number"),
    ("guarantors: [patron, senate]", "guarantors: [patron, senat]", "senat]",
     "party 'senat' is unknown; .* mean senate"),
    ("        guarantee: {shared: fear}\n", "", "guarantors:",
     "guarantors of nothing; add guarantee: 0.2, what"),
    ("burden: {regime: 0.1,", "burden: {regimen: 0.1,", "regimen",
     "party 'regimen' is unknown; .* mean regime"),
    ("rebels: {from: hawks", "rebel: {from: hawks", "rebel: {from", "party 'rebel' is unknown"),
    ("from: hawks", "from: hawk", "from: hawk,",
     "'rebels' has no faction 'hawk'; it has doves, hawks. Did you mean hawks"),
    ("from: hawks", "from: doves", "from: doves", "the seats stay where they are; name another"),
    ("from: hawks, ", "", "{to: doves", "'from' is missing; add it, as in from: hawks"),
    ("number: {uniform: [0, 10]}", "number: -1", "number: -1", "-1 is too low; .* at least 0"),
    ("enforcing_cost: {uniform: [0, 0.2]}", "enforcing_cost: -1", "enforcing", "-1 is too low"),
    ("forums_at_once: 1", "forums_at_once: 0", "at_once", "0 is out of range; .* from 1 to 100,"),
    ("standing: true", "standing: 1", "standing", "1 stands here; it must be true or false"),
    ("votes_on: [attend, ratify]", "votes_on: [sign]", "votes_on",
     "'sign' is not one of them; list some of attend, ratify"),
    ("    conceding_cost: {town: 0.1}", "    votes_on: [attend]", "votes_on: [attend]\n",
     "'regime' has no factions that could vote; add"),
    ("act: defy", "act: defi", "act: defi", "'defi' is not one of .* mean defy?"),
    ("{party: militia, act: defy}", "{act: defy}", "{act: defy}",
     "whose defiance\\? Add the party: {party: regime, act: defy}"),
    ("comply, stay_away]", "comply, stay]", "for:", "'stay' is not one of them; list some of"),
    ("    by: patron\n    then:\n      move", "    by: patrons\n    then:\n      move", "patrons",
     "party 'patrons' is unknown; .* mean patron"),
    ("      move: {shared: full}", "      move: {}", "ASSAULT", "nothing happens; add move:"),
    ("outlook: {rebels: bold}", "outlook: {rebels: blod}", "blod",
     "'rebels' has no outlook 'blod'; it has bold. Did you mean bold"),
    ("outlook: {rebels: bold}", "outlook: {rebel: bold}", "rebel: bold",
     "party 'rebel' is unknown; .* mean rebels"),
    ("outlook: {militia: weary}", "outlook: {patron: weary}", "patron: weary",
     "'patron' has no outlook 'weary'; it has none at all"),
    ("rank: [force, town]", "rank: [force, arms]", "bold:",
     "issue 'arms' has a weight but no values; add arms: {none: ..., heavy: ...}"),
    ("rank: [force, town]", "rank: [force, towns]", "rank:",
     "issue 'towns' is unknown; .* mean town"),
    ("closed: {uniform: [0, 0.3]}, open: 1}", "closed: {uniform: [0, 0.3]}}", "uniform: [0, 0.3]",
     "no value for open; give each option one"),
    ("      weary:\n", "      weary:\n        red_lines: {}\n", "red_lines",
     "'red_lines' is unknown here"),
    ("move: {shared: full}", "move: {shared: ful}", "shared: ful}",
     "issue 'shared' has no option 'ful'; .* mean full"),
    ("cost_after: {assault: 0.02}", "cost_after: {asault: 0.02}", "asault",
     "action 'asault' is unknown; the actions are arm_rebels, assault. Did you mean assault"),
    ("cost_after: {assault: 0.02}", "cost_after: {arm_rebels: 0.02}", "cost_after",
     "an action is done once, so never after itself"),
    ("stages: [convene, implement]", "stages: [ratify]", "stages: [rat",
     "'ratify' is not one of them; list some of convene, bargain, implement"),
    ("    primary: true\n", "", "forums:",
     "which of these forums are the results about\\? add primary: true to one of peace, relief"),
    ("    ends_war: false", "    primary: true", "    primary: true\nshared",
     "only one forum is primary, and 'peace' is primary already; keep one"),
    ("priority: 1", "priority: first", "priority", "'first' stands here; .* a whole number"),
    ("ends_war: false", "ends_war: never", "ends_war", "'never' stands here; .* true or false"),
    ("ratified_by: [senate]", "ratified_by: [senates]", "ratified_by",
     "party 'senates' is unknown; .* mean senate"),
    ("ratified_by: [senate]", "ratified_by: [regime]", "ratified_by",
     "'regime' sits in this forum and signs itself; drop it"),
    ("ratified_by: [senate]", "ratified_by: [senate, senate]", "ratified_by", "is listed twice"),
    ("ratified_by: [senate]", "ratified_by: [senate]\n    stages: [bargain, implement]",
     "ratified_by", "nobody is asked to ratify; add 'ratify' to the stages"),
    ("after: [walkout, deadlock, not_convened]", "after: [collapsed]", "after: [",
     "'collapsed' is not one of them; list some of not_convened, walkout, deadlock, not_ratified"),
    ("after: [walkout, deadlock, not_convened]", "after: []", "after: [", "the list is empty"),
    ("wait: 4", "wait: 0", "wait: 0", "0 is out of range; .* from 1 to"),
    ("times: 2", "times: 0", "times: 0", "0 is out of range; .* from 1 to 100,000"),
    ("        wait: 6\n", "", "without_the_senate:", "'wait' is missing; add it, as in wait: 4"),
    ("after: [not_ratified]", "after: [not_ratified, walkout]", "after: [not_ratified, walkout]",
     "'walkout' leads back by 'again' already; .* keep it in one of them"),
    ("order: [town, force, arms, shared]", "order: [town, force]", "order: [town",
     "the order must name exactly the issues of the agenda: arms, force, town, shared"),
    ("    protocol: {name: item_by_item, order: [town, force, arms, shared]}\n", "",
     "keeps_settled",
     "nothing is settled by this protocol to keep; drop it, or write protocol: item_by_item"),
    ("arms, shared]}\n", "arms, shared]}\n    deadline: 3\n", "deadline: 3",
     "3 rounds are too few: each of the 4 items takes one; write at least 4"),
    ("town, force, arms, shared]}\n", "town, force, arms, shared], rounds_per_item: 4}\n",
     "peace:", "12 rounds are too few: each of the 4 items takes 4; write at least 16"),
    ("town, force, arms, shared]}\n", "town, force, arms, shared], rounds_per_item: 1.5}\n",
     "rounds_per_item: 1.5", "rounds_per_item is 1.5; write a whole number of rounds, 1 or more"),
    ("town, force, arms, shared]}", "town, force, arms, shared], rounds_per_item: 0}",
     "rounds_per_item: 0", "rounds_per_item is 0; write a whole number of rounds, 1 or more"),
    ("ratified_by: []", "ratified_by: [senates]", "ratified_by: [senates]",
     "party 'senates' is unknown; .* mean senate"),
    ("ratified_by: []", "ratified_by: [patron]", "ratified_by: [patron]",
     "'patron' sits in this forum and signs itself; drop it"),
    ("strength: {rebels: 0.9}", "strength: {rebel: 0.9}", "rebel: 0.9", "side 'rebel' is unknown"),
]
# fmt: on

# Where the line is not the first that holds the text: which occurrence is meant.
LINES = {
    "VALUES": "    values:\n      arms: {none: 1, light: 0.5, heavy: 0}\n    war_cost",
    "LAST DEMAND": "demand: {side: rebels, share_at_least: 0.4}\n        firmness: 0.1",
    "ASSAULT": "then:\n      move: {}",
}


def problems_of(text: str, tmp_path: Path) -> list[tuple[int | None, str]]:
    """Load the text as a file and return line and message of each problem."""
    file = tmp_path / "broken.yaml"
    file.write_text(text)
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(file)
    for shown, problem in zip(str(caught.value).splitlines(), caught.value.problems, strict=True):
        assert shown == f"{file}:{problem.line}: {problem.message}"
    return [(problem.line, problem.message) for problem in caught.value.problems]


def broken(old: str, new: str, text: str = TEXT) -> str:
    assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times"
    return text.replace(old, new)


def line_with(text: str, part: str) -> int:
    part = LINES.get(part, part)
    assert part in text
    return text.count("\n", 0, text.index(part)) + 1


EVERY = [(TEXT, *fault) for fault in SHAPE + MEANING] + [(MORE, *fault) for fault in OF_MORE]


@pytest.mark.parametrize(("text", "old", "new", "blamed", "message"), EVERY)
def test_one_fault_gives_one_message_on_its_line(text, old, new, blamed, message, tmp_path):
    text = broken(old, new, text)
    problems = problems_of(text, tmp_path)
    assert len(problems) == 1, problems
    line, said = problems[0]
    assert re.search(message, said), said
    assert line == line_with(text, blamed)


def test_the_unbroken_file_loads():
    assert Scenario.load(Path(__file__).parent / "everything.yaml").name == "everything"


def test_every_fault_of_a_file_is_told_at_once_in_the_order_of_its_lines(tmp_path):
    faults = {
        "unit: week": "unit: weak",
        "status_quo: none": "status_quo: no",
        "quota: 26": "quota: 99",
        "patience: 0.95": "patience: 7",
        "period: 4": "period: 0",
        "order: [rebels,": "order: [",
    }
    text = TEXT
    for old, new in faults.items():
        assert old in text
        text = text.replace(old, new)
    problems = problems_of(text, tmp_path)
    assert [line for line, _ in problems] == sorted(line_with(text, new) for new in faults.values())


def test_red_lines_on_an_issue_that_is_not_on_the_agenda(tmp_path):
    problems = problems_of(broken("agenda: [arms, detainees]", "agenda: [detainees]"), tmp_path)
    assert len(problems) == 2
    assert all("issue 'arms' is on no agenda, so no package can" in said for _, said in problems)


def test_a_second_weight_without_values_in_an_ill_formed_party_is_still_told(tmp_path):
    text = broken("war_cost: {beta: [2, 5]}", "war_cost: -1")
    text = text.replace("      detainees: {held: 1, free: 0}\n", "")
    assert len(problems_of(text, tmp_path)) == 2


def test_without_a_conflict(tmp_path):
    start, end = TEXT.index("conflict:"), TEXT.index("issues:")
    said = "\n".join(said for _, said in problems_of(TEXT[:start] + TEXT[end:], tmp_path))
    assert "'patron' has no value of no agreement; add reservation: 0.3, or a conflict" in said
    assert "side 'rebels' is unknown: there is no conflict; add one with its sides" in said


def test_data_has_no_lines():
    data, _ = parse(broken("noise: 0.05", "noise: -1"))
    with pytest.raises(
        ScenarioError, match=r"^<data>: noise: -1 is too low; it must be at least 0$"
    ):
        Scenario.from_data(data)


def test_ratification_without_factions(tmp_path):
    start, end = TEXT.index("    factions:"), TEXT.index("  senate:")
    [(_, said)] = problems_of(TEXT[:start] + TEXT[end:], tmp_path)
    assert "'ratify' needs a seat with factions that vote on it; leave it out, give a party" in said


def test_seats_that_move_in_a_party_without_factions(tmp_path):
    problems = problems_of(broken("rebels: {from: hawks", "patron: {from: hawks", MORE), tmp_path)
    assert [said.partition(": ")[2] for _, said in problems] == [
        "'patron' has no faction 'hawks'; it has none at all",
        "'patron' has no faction 'doves'; it has none at all",
    ]


def test_factions_that_vote_on_attending_alone_do_not_ratify(tmp_path):
    text = broken("votes_on: [attend, ratify]", "votes_on: [attend]", MORE)
    text = text.replace("    ends_war: false", "    stages: [bargain, ratify]")
    [(line, said)] = problems_of(text, tmp_path)
    assert "'ratify' needs a seat with factions that vote on it; leave it out" in said
    assert line == line_with(text, "stages: [bargain, ratify]")


def asking(issues: int) -> dict:
    """The small example, with an agenda that asks a third party to do this many things."""
    data = plain(EXAMPLE)
    data["parties"]["third"] = data["parties"]["south"]
    for number in range(issues):
        scale = {"options": ["no", "yes"], "status_quo": "no", "controlled_by": ["third"]}
        data["issues"][f"issue_{number}"] = scale
    data["issues"]["own"] = scale | {"controlled_by": ["third", "north"]}
    data["forums"]["summit"]["agenda"] = sorted(data["issues"])
    return data


def test_a_deal_may_ask_outsiders_to_do_four_things_and_no_more():
    """Protects the work a run takes: each thing that an outsider may refuse doubles it."""
    assert len(Scenario.from_data(asking(4)).spec.forums["summit"].agenda) == 6
    with pytest.raises(ScenarioError, match="5 issues here are controlled by parties without a se"):
        Scenario.from_data(asking(5))
    jointly = asking(4)
    jointly["issues"]["own"]["control"] = "all"
    with pytest.raises(ScenarioError, match=r"issue_3, own\); at most 4 can be reckoned with"):
        Scenario.from_data(jointly)


def voting(weights: list, quota: float, vetoes: int = 0) -> dict:
    """The small example, with so many seats under a quota; the first ones have a veto."""
    data = plain(EXAMPLE)
    seats = [f"p{k:02d}" for k in range(len(weights))]
    data["parties"] = dict.fromkeys(seats, data["parties"]["south"])
    rule = {"name": "quota", "quota": quota, "weights": dict(zip(seats, weights, strict=True))}
    data["forums"]["summit"] |= {"seats": seats, "rule": rule | {"vetoes": seats[:vetoes]}}
    return data


DRAWN = {"uniform": [1, 2]}


@pytest.mark.parametrize(
    ("weights", "quota", "vetoes"),
    [
        ([1] * 64, 33, 0),
        ([1 + k % 10 for k in range(32)], 90, 0),
        ([0.1 * (1 + k % 10) for k in range(24)], 9, 0),
        ([DRAWN] * 16, 9, 0),
        ([DRAWN] * 40, 9, 24),
        ([2**k for k in range(16)], 9000, 0),
    ],
)
def test_ballots_that_can_be_counted(weights, quota, vetoes):
    """Protects large tables: what bounds a ballot is in how many ways votes add up, not seats."""
    scenario = Scenario.from_data(voting(weights, quota, vetoes))
    assert len(scenario.spec.forums["summit"].seats) == len(weights)


@pytest.mark.parametrize(
    ("weights", "quota"),
    [([DRAWN] * 17, 9), ([2**k for k in range(20)], 600_000), ([DRAWN] * 15 + [1, 2, 4], 9)],
)
def test_ballots_that_can_go_too_many_ways(weights, quota):
    """Protects the work a run takes: a ballot of too many different counts is refused, with what
    to do about it.
    """
    wrong = rf"{len(weights)} seats without a veto can add up to more than 65,536 counts; give them"
    with pytest.raises(ScenarioError, match=wrong + ".*at most 16 can be reckoned with"):
        Scenario.from_data(voting(weights, quota))


def test_factions_that_can_go_too_many_ways():
    """Protects the same at home."""
    data = plain(EXAMPLE)
    south = data["parties"]["south"]
    faction = {"seats": DRAWN, "weights": south["weights"], "values": south["values"]}
    south |= {"factions": {f"f{k:02d}": faction for k in range(17)}, "quota": 9}
    with pytest.raises(ScenarioError, match="17 factions can add up to more than 65,536 counts"):
        Scenario.from_data(data)


def test_more_packages_than_a_run_can_look_at(tmp_path):
    """Protects memory: an agenda that is too large is refused at its line, with what to do."""
    steps = "{options: [" + ", ".join(f"o{k}" for k in range(257)) + "], status_quo: o0}"
    text = broken("agenda: [arms, detainees]", "agenda: [arms, detainees, one, two]")
    text = text.replace("issues:\n", f"issues:\n  one: {steps}\n  two: {steps}\n", 1)
    found = problems_of(text, tmp_path)
    [(line, said)] = [(line, said) for line, said in found if "packages" in said]
    assert "packages; drop issues or options, to at most 65,536" in said
    assert line == line_with(text, "agenda: [arms, detainees, one, two]")
