"""What a file may do to whoever reads it: nothing."""

from __future__ import annotations

import contextlib
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.errors import ScenarioError
from sim.scenario.plain import plain, to_yaml
from sim.scenario.reader import parse, read

LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
)
CHAIN = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 40))

REFUSED = {
    "bomb": (LAUGHS, 5, "more than 100,000 values once aliases are written out"),
    "deep_chain_of_aliases": (CHAIN, 31, "nested more than 32 deep"),
    "a_hundred_thousand_brackets": ("a: " + "[" * 100_000, 1, "nested more than 32 deep"),
    "deep_blocks": ("- " * 100_000 + "a", 1, "nested more than 32 deep"),
    "deep_keys": ("? " * 100_000 + "a", 1, "nested more than 32 deep"),
    "deep_flow_mappings": ("{a: " * 40 + "1" + "}" * 40, 1, "nested more than 32 deep"),
    "anchor_in_itself": ("a: 1\nb: &b\n  c: *b", 3, "the alias \\*b contains itself; write it out"),
    "list_in_itself": ("a: &a [1, *a]", 1, "contains itself"),
    "alias_without_anchor": ("a: 1\nb: *c", 2, "the alias \\*c has no anchor before it"),
    "merge_key": ("a: &a {x: 1}\nb:\n  <<: *a", 3, "a merge key \\(<<\\) is not read; write its"),
    "merge_cycle": ("a: &a\n  <<: *a", 2, "contains itself"),
    "python_tag": (
        "a: !!python/object/apply:os.system [ls]",
        1,
        "the tag !!python/object.*leave it",
    ),
    "own_tag": ("a: 1\nb: !secret 3", 2, "the tag !secret is not read; leave it out"),
    "wrong_core_tag": ("a: !!int x", 1, "the tag !!int is not read; leave it out"),
    "timestamp_tag": ("a: !!timestamp 2013-05-27", 1, "the tag !!timestamp is not read"),
    "set_tag": ("a: !!set {x, y}", 1, "the tag !!set is not read"),
    "duplicate_key": ("a: 1\nb: 2\na: 3", 3, "'a' is written twice, first on line 1; keep one"),
    "number_as_key": ("1: x", 1, "the key 1 is no name; a name starts with a letter"),
    "true_as_key": ("a:\n  true: x", 2, "the key true is no name"),
    "null_as_key": ("~: x", 1, "the key nothing is no name"),
    "mapping_as_key": ("? {a: 1}\n: x", 1, "the key a mapping is no name"),
    "not_a_number": ("a: .nan", 1, ".nan is not a number that can be reckoned with; give a finite"),
    "infinity": ("a: 1\nb: -.inf", 2, "-.inf is not a number"),
    "too_large_float": ("a: 1e999", 1, "1e999 is too large a number"),
    "too_large_integer": ("a: " + "9" * 5000, 1, "99999999999999999999... is too large a number"),
    "rather_large_integer": ("a: " + "9" * 350, 1, "is too large a number"),
    "two_documents": ("a: 1\n---\nb: 2", 2, "starts a second document; a file holds one scenario"),
    "empty": ("", 1, "is empty; a scenario starts with 'format: 1'"),
    "only_a_comment": ("# nothing\n", 1, "is empty"),
    "control_character": ("a: 1\nb: \x07", 2, "holds the character .* is it a text file"),
    "nul": ("a: \x00", 1, "is it a text file"),
    "colon": ("a: 1\ntitle: War: the end", 2, "quote a text that contains ': '"),
    "colon_in_braces": ("{at: 12:30}", 1, "put a text that contains ':' in quotes"),
    "tab": ("a:\n\t- b", 2, "indent with spaces, not tabs"),
    "at_sign": ("a: @b", 1, "quote a text that starts with @"),
    "open_quote": ("a: 'b", 1, "close the quotation mark"),
    "open_quote_is_told_where_it_opens": ("a: 1\nb: 'c\nd: 2\n", 2, "close the quotation mark"),
    "no_colon_is_told_where_it_lacks": ("a: 1\nb c\nd: 2", 2, "with a space after the colon"),
    "range_without_braces": ("a: 1\nb: uniform: [0, 1]", 2, "as in {uniform: .0.2, 0.6.}"),
    "tab_below": ("a:\n  b: {c: 1,\n\td: 2}\n  e: 1\n\tf: 1", 5, "indent with spaces, not tabs"),
    "open_bracket": ("a: [b\nc: d", 2, "close the bracket"),
    "bad_indent": ("a:\n  b: 1\n c: 2", 3, "entries of one mapping start in the same column"),
    "no_space": ("a:1\nb: 2", 2, "is not YAML"),
    "second_root": ("a: 1\n...\nb: 2", 3, "is not YAML"),
    "unknown_directive": ("%YAML 9.9\n---\na: 1", 1, "is not YAML"),
}


@pytest.mark.parametrize(("text", "line", "message"), REFUSED.values(), ids=REFUSED)
def test_refused_with_one_message_and_quickly(text, line, message):
    start = time.perf_counter()
    with pytest.raises(ScenarioError, match=message) as caught:
        parse(text)
    assert time.perf_counter() - start < 2
    [problem] = caught.value.problems
    assert problem.line == line


def test_all_that_can_be_told_before_the_end_of_the_file_is_told():
    with pytest.raises(ScenarioError) as caught:
        parse("a: .nan\nb: !x 1\na: 2\n1: 3\nc: [")
    assert [problem.line for problem in caught.value.problems][:4] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: \xff\xfe", "1: this is not UTF-8 text; save the file with UTF-8 encoding"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "not UTF-8"),
        (b"# " + b"x" * 1_000_000, "larger than 1,000,000 bytes; a scenario is a short text"),
        ("a: 1".encode("utf-16"), "not UTF-8"),
    ],
)
def test_a_file_that_is_no_short_text(content, message, tmp_path):
    file = tmp_path / "x.yaml"
    file.write_bytes(content)
    with pytest.raises(ScenarioError, match=message):
        read(file)


def test_a_file_that_is_not_there_and_a_folder(tmp_path):
    with pytest.raises(ScenarioError, match=r"no.yaml: this cannot be read: No such file"):
        read(tmp_path / "no.yaml")
    with pytest.raises(ScenarioError, match=r"this cannot be read: "):
        read(tmp_path)


def test_a_byte_order_mark_is_passed_over(tmp_path):
    file = tmp_path / "x.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1")
    assert read(file)[0] == {"a": 1}


def test_scalars_follow_the_core_rules_of_yaml_1_2():
    data, _ = parse(
        "[yes, no, on, off, true, False, null, ~, 012, 0o12, 0x1F, 1e3, .5, -.5e1, 1_000, "
        "2013-05-27, '1', \"true\", !!str 5, !!float 1.0, ! 7, =, 0b1]"
    )
    assert data == [
        *("yes", "no", "on", "off"), True, False, None, None, 12, 10, 31, 1000.0, 0.5, -5.0,
        "1_000", "2013-05-27", "1", "true", "5", 1.0, "7", "=", "0b1",
    ]  # fmt: skip


def test_an_alias_is_copied_and_keeps_the_lines_of_its_anchor():
    data, lines = parse("a: &a\n  x: [1, 2]\nb: *a")
    assert data == {"a": {"x": [1, 2]}, "b": {"x": [1, 2]}}
    assert data["a"]["x"] is not data["b"]["x"]
    assert lines[("b",)] == 3
    assert lines[("b", "x")] == lines[("a", "x")] == 2


def test_lines_of_lists_and_of_what_spans_several():
    _, lines = parse("a:\n- x\n- y: 1\n\nb: >\n  long\n  text\nc: 1")
    assert lines[("a", "1")] == lines[("a", "1", "y")] == 3
    assert lines[("b",)] == 5
    assert lines[("c",)] == 8


@given(st.text(alphabet="ab: -[]{}&*!|>'\"%@`#,?\n\t~<0.e", max_size=60))
def test_whatever_the_text_it_is_read_or_refused(text):
    with contextlib.suppress(ScenarioError):
        data, lines = parse(text)
        assert lines[()] == 1
        assert plain(data) == data


@given(content=st.binary(max_size=60))
def test_whatever_the_bytes_they_are_read_or_refused(content):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x.yaml"
        file.write_bytes(content)
        with contextlib.suppress(ScenarioError):
            read(file)


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)
    | st.sampled_from([".5e3", "1_000", "null", "~", "0o7", ".nan", "<<", "a: b", "# c", "- d", ""])
)
DATA = st.recursive(
    SCALARS,
    lambda part: (
        st.lists(part, max_size=4)
        | st.dictionaries(
            st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12),
            part,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(DATA)
def test_what_is_written_reads_back_the_same(data):
    assert parse(to_yaml({"data": data}))[0] == {"data": data}


class TestPlain:
    def test_python_data_that_a_file_could_not_hold(self):
        for data, message in [
            ({"a": {"b": float("nan")}}, "a.b: nan is nothing a file can hold"),
            ({"a": object()}, "is nothing a file can hold; give a text or a finite number"),
            ({"a": {3: 4}}, "a: the key 3 is no text; name it with one"),
        ]:
            with pytest.raises(ScenarioError, match=message):
                plain(data)

    def test_data_that_contains_itself(self):
        endless: dict = {}
        endless["a"] = endless["b"] = endless
        with pytest.raises(ScenarioError, match=r"nested more than 32 deep"):
            plain(endless)
        wide: list = []
        for _ in range(25):
            wide = [wide, wide]
        with pytest.raises(ScenarioError, match=r"more than 100,000 values"):
            plain(wide)
