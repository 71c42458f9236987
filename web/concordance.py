"""In which words does it stand? The lines of a concordance, with the keyword in the middle."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from search.concordance import ORDERS, Order
from web.choices import Choice
from web.engine import current_engine
from web.links import concordance_url
from web.refine import chips, page_numbers
from web.state import State

__all__ = ["LINES", "ORDER", "concordance"]

LINES = 50
"""On a page."""

ORDER: Choice[Order] = Choice("order", ORDERS)

concordance = Blueprint("concordance", __name__)


@concordance.get("/concordance")
def lines() -> str:
    """Every occurrence of what a query looks for, a page at a time."""
    asked = State.from_args(request.args)
    query = asked.query()
    state = asked.resolved(query)
    order = ORDER.of(request.args)
    engine = current_engine()
    found = engine.concordance(query, order, query.page, LINES)
    labels: dict[Order, str] = {
        "right": _("右侧的字"),
        "left": _("左侧的字"),
        "place": _("地区"),
        "newest": _("最新"),
        "oldest": _("最早"),
    }
    return render_template(
        "concordance.html",
        state=state,
        found=found,
        notices=engine.notices(query),
        choices=ORDER.parameters(order),
        oldest=order == "oldest",
        orders=ORDER.alternatives(order, labels, lambda other: concordance_url(state.but(), **other)),
        page_numbers=page_numbers(found.page, found.pages),
        conditions=chips(state, engine),
    )
