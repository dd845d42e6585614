"""What takes long while somebody waits for it: done by a process of the server's own crew."""

import asyncio
from typing import Literal

from fastapi import Request

from twin.api.doors import Asking
from twin.api.long_reads import unless_left
from twin.errors import BrokenRunError, UnavailableError
from twin.features.statement import database_away
from twin.jobs.crew import DATABASE_AWAY, CrewBusyError, ProcessEndedError
from twin.jobs.orders import Order, Outcome
from twin.jobs.words import BROKEN, BUSY, TOO_LONG

TURN_SECONDS = 20.0
"""How long one waits for its turn while its asker waits for it."""


def order_of(asking: Asking, task: Literal["report", "kept"], form: str) -> Order:
    """Return an order in the asker's name, to be completed with what is asked for."""
    settings, user = asking.service.settings, asking.user
    return Order(
        task,
        url=asking.service.database_url,
        form=form,
        ward=(settings.ward_code, settings.ward_name),
        user=user.name,
        roles=tuple(sorted(user.roles)),
        signed_in=user.signed_in,
        days=settings.results_days,
    )


async def carry_out(asking: Asking, request: Request, order: Order) -> Outcome:
    """Have it worked out, unless the asker leaves. Raises UnavailableError, BrokenRunError, and what the report raises."""
    service = asking.service
    try:
        async with asyncio.timeout(service.settings.longest_run_seconds):
            outcome = await unless_left(request.receive, service.crew.run(order, TURN_SECONDS))
    except CrewBusyError:
        raise UnavailableError(BUSY.vi, BUSY.en) from None
    except TimeoutError:
        raise UnavailableError(TOO_LONG.vi, TOO_LONG.en) from None
    except ProcessEndedError as error:
        if error.code == DATABASE_AWAY:
            raise database_away() from error
        raise BrokenRunError(BROKEN.vi, BROKEN.en) from error
    if (refusal := outcome.refusal) is not None:
        raise refusal
    return outcome
