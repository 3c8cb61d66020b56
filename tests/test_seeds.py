"""The claims keep to their codebook, and what is said about them is so."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from sim.scenario import library
from sim.scenario.reader import read

REQUIRED = {"document", "actor", "kind", "what", "said_by", "directness", "date"}
OPTIONAL = {"target", "issue", "quoted", "interested"}
PREFIXES = {
    "assafir_2013_02": "feb_",
    "cable_2013_05": "may_",
    "time_2013_09": "sep13_",
    "commentary_2016_01": "jan16_",
    "ft_2016_12": "dec16_",
}
OLD = 2  # months; a claim older than that is a step wider


def text(name):
    return (library.seeds() / name).read_text(encoding="utf-8")


CLAIMS = read(library.seeds() / "claims.yaml")[0]
DOCUMENTS = read(library.seeds() / "documents.yaml")[0]
CODEBOOK = text("README.md")
CONTRADICTIONS = text("contradictions.md")


def table(header):
    """The rows, as lists of cells, of the codebook's table with this header."""
    after = CODEBOOK.split(header + "\n")[1].split("\n\n")[0]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in after.split("\n")[1:]]
    return {row[0].strip("`"): row[1:] for row in rows}


KINDS = set(table("| kind | a claim that |"))
HALF_WIDTHS = {
    directness: float(width)
    for directness, (_, width) in table("| directness | who speaks | half-width |").items()
}


def months(date):
    year, month = date.split("-")[:2]
    return 12 * int(year) + int(month)


def half_width(claim, start=None):
    """By the codebook: its directness, and the steps for interest and for age."""
    record = CLAIMS[claim]
    old = start is not None and months(start) - months(record["date"]) > OLD
    steps = bool(record.get("interested")) + old
    return min(0.50, HALF_WIDTHS[record["directness"]] + 0.05 * steps)


class TestRecords:
    @pytest.mark.parametrize("claim", CLAIMS)
    def test_a_record_keeps_to_the_codebook(self, claim):
        record = CLAIMS[claim]
        assert set(record) >= REQUIRED
        assert set(record) <= REQUIRED | OPTIONAL
        assert record["kind"] in KINDS
        assert record["directness"] in set(HALF_WIDTHS) - {"none"}
        assert claim.startswith(PREFIXES[record["document"]])
        assert re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?", record["date"])

    def test_nobody_speaks_after_his_document(self):
        late = [
            claim
            for claim, record in CLAIMS.items()
            if months(record["date"]) > months(DOCUMENTS[record["document"]]["date"])
        ]
        assert late == []

    def test_a_paraphrase_is_not_own_words(self):
        paraphrases = {r["directness"] for r in CLAIMS.values() if r.get("quoted") is False}
        assert paraphrases == {"named_spokesman"}

    def test_a_partisan_document_speaks_in_opinions(self):
        kinds = Counter(
            record["kind"]
            for record in CLAIMS.values()
            if record["said_by"].startswith("the commentator")
        )
        assert set(kinds) == {"opinion", "event"}
        assert kinds["event"] == 1

    def test_nothing_is_said_twice_in_the_same_words(self):
        whats = Counter(record["what"] for record in CLAIMS.values())
        assert [what for what, times in whats.items() if times > 1] == []


class TestCodebook:
    def test_claims_by_document(self):
        stated = {name: int(row[-1]) for name, row in table("| document | of | claims |").items()}
        assert stated.pop("all") == len(CLAIMS)
        assert stated == Counter(record["document"] for record in CLAIMS.values())
        assert set(stated) == {name for name, about in DOCUMENTS.items() if about["coded"]}

    def test_claims_by_directness(self):
        stated = {name: int(row[0]) for name, row in table("| directness | claims |").items()}
        assert stated == Counter(record["directness"] for record in CLAIMS.values())

    def test_half_widths_grow_as_sources_get_less_direct(self):
        assert list(HALF_WIDTHS.values()) == sorted(HALF_WIDTHS.values())

    def test_which_statements_are_old(self):
        """Protects the table of ages: every month of a claim, for the month of every document."""
        rows = table(
            "| statement of | scenario of Feb 2013 | May 2013 | Sept 2013 | Jan 2016 | Dec 2016 |"
        )
        starts = sorted(months(about["date"]) for about in DOCUMENTS.values())
        assert set(rows) == {record["date"][:7] for record in CLAIMS.values()}
        for date, words in rows.items():
            ages = [start - months(date) for start in starts]
            assert words == ["later" if a < 0 else "a step" if a > OLD else "fresh" for a in ages]


class TestContradictions:
    SIDES = re.findall(r"^- \((\.\d\d)\) [^`]*: (`.*`)$", CONTRADICTIONS, re.M)

    def test_every_claim_named_is_one(self):
        named = set(re.findall(r"`((?:feb|may|sep13|jan16|dec16)_\w+)`", CONTRADICTIONS))
        assert named - set(CLAIMS) == set()
        assert {CLAIMS[claim]["document"] for claim in named} == set(DOCUMENTS)

    def test_each_entry_has_two_sides_and_says_what_to_do(self):
        entries = re.split(r"^## \d+\. ", CONTRADICTIONS, flags=re.M)[1:]
        assert 2 * len(entries) == len(self.SIDES)
        for entry in entries:
            assert len(re.findall(r"^- \(", entry, re.M)) == 2
            assert len(re.findall(r"^- Why: ", entry, re.M)) == 1
            kinds = r"^- (How much|Either-or|The newer counts|Fits): "
            assert len(re.findall(kinds, entry, re.M)) == 1

    @pytest.mark.parametrize(("stated", "claims"), SIDES)
    def test_half_widths(self, stated, claims):
        widths = [half_width(claim) for claim in re.findall(r"`(\w+)`", claims)]
        assert float(stated) == pytest.approx(min(widths))

    def test_the_example_of_sampling(self):
        weights = [
            1 - 2 * half_width(claim, start="2016-01")
            for claim in ("feb_americans_accept_first_months", "jan16_kerry_without_assad")
        ]
        shares = [f"{weight / sum(weights):.2f}" for weight in weights]
        assert f"Probabilities: {' and '.join(shares)}." in CONTRADICTIONS
