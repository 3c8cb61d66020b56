"""The report: one page to show around, as a web page or for Word; and its methods appendix."""

from sim.analysis.report.page import page
from sim.analysis.report.web import web_page

__all__ = ["page", "web_page"]
