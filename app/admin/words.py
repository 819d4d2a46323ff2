"""How the standings, roles and states that administrators sort by are said on screen."""

from app.admin.queries import Role, Standing
from app.i18n import lazy_gettext as _l
from app.organisations.models import StructureStatus

STANDINGS = {
    Standing.ACTIVE: _l("Compte actif"),
    Standing.INVITED: _l("Invitation envoyée"),
    Standing.PENDING: _l("En attente"),
    Standing.SUSPENDED: _l("Suspendu"),
    Standing.LEFT: _l("Parti"),
}
ROLES = {
    Role.REFERENT: _l("Référent·e de structure"),
    Role.FACILITATOR: _l("Animation du réseau"),
    Role.ADMINISTRATOR: _l("Administration du site"),
}
STRUCTURE_STATUSES = {
    StructureStatus.REQUEST: _l("Demande à l’examen"),
    StructureStatus.ACTIVE: _l("Active"),
    StructureStatus.DORMANT: _l("En sommeil"),
    StructureStatus.LEFT: _l("Partie"),
}
