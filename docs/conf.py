"""How `make docs` makes a site of the pages in this folder.

The source is the whole checkout, of which only pages are taken. So every relative link that works
where the repository is browsed works in the site too, be it to a page or to any other file (which
then is a download). Nothing is fetched from elsewhere, neither by the build nor by its pages.
"""

import sys
from importlib import metadata
from pathlib import Path

from sphinx.ext.napoleon import NumpyDocstring

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE / "_site")]

project = "Track Two"
author = "The tracktwo developers"
release = metadata.version("tracktwo")
language = "en"

# Pages: Markdown, and notebooks as they were last run.
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton", "pages"]
root_doc = "docs/README"
include_patterns = ["docs/**", "notebooks/*.ipynb", "notebooks/*.md", "seeds/*.md", "CHANGELOG.md"]
exclude_patterns = [".*", "**/.*", "build", "dist", "**/_*"]
nb_execution_mode = "off"
nb_ipywidgets_js = {}  # would be fetched; a widget shows as what it says in plain text
myst_heading_anchors = 4  # of the same names as on GitHub

# The reference of the Python names, from their docstrings.
default_role = "code"
suppress_warnings = ["ref.python"]  # a shape such as (players,) is no reference to anything
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the docstrings say them
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False


def as_of_a_function(docstring):
    """Read a property's docstring like any other: its first line is no "type: description"."""
    docstring._what = "function"
    docstring._parse()
    return []


NumpyDocstring._parse_attribute_docstring = as_of_a_function

# How it looks.
html_theme = "furo"
html_title = "Track Two"
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
html_additional_pages = {"index": "start.html"}
templates_path = ["_site/templates"]
copybutton_prompt_text = r">>> |\.\.\. "
copybutton_prompt_is_regexp = True
