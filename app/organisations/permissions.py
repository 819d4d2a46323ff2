from app.accounts.actor import Reader


def can_manage_structures(actor: Reader) -> bool:
    """Add, rename and close structures, and say who belongs to them: the administrators."""
    return actor is not None and actor.is_administrator
