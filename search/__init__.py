"""Answer what a reader typed: query in, result page out, in plain values."""

from search.engine import Engine
from search.query import Query, parse_query
from search.results import ArticleView, ResultPage

__all__ = ["ArticleView", "Engine", "Query", "ResultPage", "parse_query"]
