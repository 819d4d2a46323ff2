import logging
from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.session import current_reader
from app.i18n import lazy_gettext as _l
from app.search import queries
from app.search.addresses import SearchAddress
from app.search.facets import KIND, STAGE, TERRITORY, THEME, Choice, Facet
from app.search.updating import current_engine, is_complete
from app.web.access import Audience, audience

log = logging.getLogger(__name__)
bp = Blueprint("search", __name__)

FACET_TITLES = {
    KIND: _l("Type"),
    STAGE: _l("Étape du projet"),
    THEME: _l("Thème"),
    TERRITORY: _l("Territoire"),
}


@dataclass(frozen=True)
class Links:
    """The addresses that the page of results offers, from the one that was asked for."""

    address: SearchAddress

    def toggle(self, facet: Facet, choice: Choice) -> str:
        """Return the address with this choice put on or taken off."""
        return _link(self.address.toggled(facet.name, choice.value))

    def unfiltered(self) -> str:
        """Return the address without filters."""
        return _link(self.address.without_filters())

    def exactly(self, text: str) -> str:
        """Return the address that looks for what was typed, mistakes included."""
        return _link(self.address.exactly(text))

    def following(self, mark: str) -> str:
        """Return the address of the next page."""
        return _link(self.address.following(mark))


@bp.get("/recherche")
@audience(Audience.PUBLIC)
def results() -> ResponseReturnValue:
    """Everything that answers, whatever its kind."""
    address = SearchAddress.read(request.args.to_dict(flat=False))
    asked = address.request()
    engine = current_engine()
    result = queries.search(engine, current_reader(), asked)
    # Without the person: what is looked for, and how much of it there is.
    log.info("search: %r, %d found", address.text, result.total)
    return render_template(
        "search/results.html",
        address=address,
        asked=asked,
        result=result,
        links=Links(address),
        titles=FACET_TITLES,
        is_complete=is_complete(engine),
    )


def _link(address: SearchAddress) -> str:
    return url_for("search.results", **address.arguments())  # type: ignore[arg-type]
