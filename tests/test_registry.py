"""Names are taken once, found with help, and filled by plug-ins."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from sim import registry
from sim.registry import REQUIRED, PluginError, Registry, UnknownName, load_plugin


@pytest.fixture
def greetings():
    greetings = Registry("greeting")

    @greetings.register("polite")
    class Polite:
        def __init__(self, bows: float, *rest, hat=True, **others): ...

    @greetings.register("curt")
    class Curt: ...

    return greetings


def test_names_are_sorted(greetings):
    assert greetings.names() == ["curt", "polite"]
    assert repr(greetings) == "Registry('greeting': curt, polite)"
    assert repr(Registry("greeting")) == "Registry('greeting': empty)"


def test_options_are_read_from_the_signature(greetings):
    assert greetings.options("polite") == {"bows": REQUIRED, "hat": True}
    assert greetings.numbers("polite") == {"bows"}
    assert greetings.options("curt") == {}


def test_an_unknown_name(greetings):
    with pytest.raises(
        UnknownName, match=r"greeting 'polit' is unknown; there are curt, polite. Did"
    ):
        greetings.get("polit")


def test_a_name_is_taken_once(greetings):
    class Other: ...

    with pytest.raises(
        ValueError, match=r"greeting 'curt' is already taken by .*Curt; register Other"
    ):
        greetings.register("curt")(Other)
    assert greetings.get("curt").__name__ == "Curt"
    assert greetings.register("curt")(greetings.get("curt")) is greetings.get("curt")


def test_the_built_in_names_are_there():
    assert {"bayesian", "time_dependent"} <= set(registry.strategies.names())
    assert {"alternating_offers", "single_text"} <= set(registry.protocols.names())
    assert {"quota", "unanimity"} <= set(registry.rules.names())


class TestPlugin:
    def test_it_registers_its_classes_once(self, tmp_path, monkeypatch):
        filled = Registry("strategy")
        monkeypatch.setattr(registry, "strategies", filled)
        file = tmp_path / "mine.py"
        file.write_text(
            "from sim.registry import strategies\n"
            "@strategies.register('stubborn')\n"
            "class Stubborn: ...\n"
        )
        load_plugin(file)
        load_plugin(str(file))
        assert filled.names() == ["stubborn"]

    @pytest.mark.parametrize(
        ("name", "text", "message"),
        [
            ("mine.txt", "", "mine.txt: is not a Python file; a plug-in ends in .py"),
            ("mine.py", None, "mine.py: cannot be loaded as a plug-in: .*No such file"),
            ("mine.py", "class :", "cannot be loaded as a plug-in: SyntaxError: invalid syntax"),
            ("mine.py", "import nowhere_to_be_found", "No module named 'nowhere_to_be_found'"),
        ],
    )
    def test_a_file_that_is_none(self, tmp_path, name, text, message):
        file = tmp_path / name
        if text is not None:
            file.write_text(text)
        for _ in range(2):
            with pytest.raises(PluginError, match=message):
                load_plugin(file)

    def test_an_installed_one_that_is_broken(self, monkeypatch):
        broken = EntryPoint("mine", "nowhere_to_be_found:Mine", "tracktwo.plugins")
        monkeypatch.setattr(registry, "entry_points", lambda group: [broken])
        registry._load_all.cache_clear()
        with pytest.raises(
            PluginError, match=r"the plug-in nowhere_to_be_found:Mine cannot be loa"
        ):
            registry.strategies.names()
