"""What can go wrong, by name. Each error says in both languages what happened and what to do."""

from twin.vocabulary import Text


class TwinError(Exception):
    """A refusal that a person can read. Doors show `text`; they never show a traceback for it."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(vi=vi, en=en)


class NotFoundError(TwinError):
    """The thing asked for is not there."""


class NoSuchReportError(NotFoundError):
    """There is no report of that name."""


class NoSuchJobError(NotFoundError):
    """There is no job of that id, or none for whoever asks."""


class ResultNotReadyError(NotFoundError):
    """The job has no result: it is not at its end yet, or was dismissed."""


class BadInputError(TwinError):
    """What was sent cannot be understood."""


class BadFileError(BadInputError):
    """A file is not what it says, or cannot be read whole."""


class RuleBrokenError(BadInputError):
    """What was sent breaks a rule of its layer."""


class ForbiddenError(TwinError):
    """The asking user may not do this."""


class UnauthenticatedError(TwinError):
    """Nobody is asking, and this needs somebody."""


class ConflictError(TwinError):
    """The thing has changed since it was read, or already stands."""


class StoppedError(TwinError):
    """Somebody stopped the run before its end."""


class PreconditionFailedError(ConflictError):
    """An If-Match does not match."""


class PreconditionRequiredError(TwinError):
    """The request must say (If-Match) which version it means."""


class UnsupportedMediaError(TwinError):
    """What was sent is in a form that is not taken here."""


class TooLargeError(TwinError):
    """What was sent has more bytes than are taken."""


class KeyReusedError(TwinError):
    """An Idempotency-Key came again with something else."""


class NotAcceptableError(TwinError):
    """None of the forms in which an answer stands is one that the client takes."""


class TooManyError(TwinError):
    """Somebody asks for more at once than anybody may."""


class GoneError(TwinError):
    """The thing was there, and was taken away."""


class BrokenRunError(TwinError):
    """Working it out met a mistake of ours, or was ended again and again."""


class UnavailableError(TwinError):
    """A part that the twin stands on (database, disk, port, package) is missing or full."""


HTTP_STATUS: dict[type[TwinError], int] = {
    NotFoundError: 404,
    BadInputError: 400,
    NotAcceptableError: 406,
    UnauthenticatedError: 401,
    ForbiddenError: 403,
    ConflictError: 409,
    StoppedError: 409,
    GoneError: 410,
    PreconditionFailedError: 412,
    TooLargeError: 413,
    UnsupportedMediaError: 415,
    KeyReusedError: 422,
    PreconditionRequiredError: 428,
    TooManyError: 429,
    UnavailableError: 503,
    TwinError: 500,
}


def http_status(error: TwinError) -> int:
    """Return the status of the nearest named ancestor of the error's class."""
    return next(HTTP_STATUS[kind] for kind in type(error).__mro__ if kind in HTTP_STATUS)
