"""What can go wrong, in the words of the domain. `app/web/errors.py` turns these into pages."""


class DomainError(Exception):
    """A rule of the site refused the request; the message, in French, is shown to the member."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class Invalid(DomainError):
    """What was sent cannot be accepted as it is."""


class NotFound(DomainError):
    """It does not exist, or this reader may not know that it does."""


class Gone(DomainError):
    """It existed, this reader could see it, and it was withdrawn or deleted."""


class Forbidden(DomainError):
    """It exists, the member may see it, and may not do this."""


class Conflict(DomainError):
    """Somebody else changed it first."""


class NotSignedIn(DomainError):
    """A visitor asked for something only members do."""


class TooManyRequests(DomainError):
    """Too many tries in too little time; `retry_after` says how many seconds to wait."""

    def __init__(self, message: str = "", retry_after: int = 60) -> None:
        super().__init__(message)
        self.retry_after = retry_after
