"""Addresses that stop one kind of mail in one click, for who holds the mail, without signing in.

As RFC 8058 asks: the mail program posts to the address of the header; a person who opens the same
address sees a page that asks before anything changes. The token says whose and which, signed; it
opens nothing else and does not expire, since mails are kept for years.
"""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from app.settings import current_settings

SALT = "one-click unsubscribe"


def unsubscribe_address(member_id: int, kind: str) -> str:
    """Return the whole address that stops the mails of one kind for one member."""
    token = _serializer().dumps([member_id, kind])
    path = current_app.url_map.bind("").build("notifications.unsubscribe", {"token": token})
    return current_settings().base_url + path


def unsubscribe_headers(member_id: int, kind: str) -> dict[str, str]:
    """Return the headers by which mail programs offer to stop this kind of mail."""
    return {
        "List-Unsubscribe": f"<{unsubscribe_address(member_id, kind)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def read_token(token: str) -> tuple[int, str] | None:
    """Return whose mails of which kind a token stops, None when it is not one of ours."""
    try:
        member_id, kind = _serializer().loads(token)
    except (BadSignature, TypeError, ValueError):
        return None
    return int(member_id), str(kind)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_settings().secret_key, salt=SALT)
