from app.accounts.actor import Reader


def can_manage_members(actor: Reader) -> bool:
    """Invite, suspend, and give roles: the administrators."""
    return actor is not None and actor.is_administrator
