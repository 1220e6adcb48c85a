"""Answers on their way to the client: in one piece or as a stream, and never longer than the client is there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from osce_kg.engine.model import QueryAnswer
from osce_kg.errors import OsceKgError
from osce_kg.server import problems
from osce_kg.server.exchange import Exchange, exchange_of

_PATIENCE_SECONDS = 0.02  # most queries are answered before anybody needs to look whether the client is there


class ClientGone(Exception):
    """The client hung up: there is nobody to answer."""


class Broken(Exception):
    """The answer breaks off after its first byte; the connection must end without the mark of a whole answer."""


class ClientWatch:
    """Cancels the task that made it when the client hangs up. The request's body must have been read."""

    def __init__(self, receive: Receive) -> None:
        self.gone = False
        self._receive = receive
        self._task = asyncio.current_task()
        self._watcher: asyncio.Task[None] | None = None
        self._handle = asyncio.get_running_loop().call_later(_PATIENCE_SECONDS, self._begin)

    def stop(self) -> None:
        """Look no longer."""
        self._handle.cancel()
        if self._watcher is not None:
            self._watcher.cancel()

    def translate(self, exchange: Exchange) -> ClientGone | None:
        """Return what a cancellation meant, and note it, if it was this watch's doing."""
        if not self.gone or self._task is None:
            return None
        self._task.uncancel()
        exchange.outcome = "client-gone"
        return ClientGone()

    def _begin(self) -> None:
        self._watcher = asyncio.get_running_loop().create_task(self._watch())

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.gone = True
        if self._task is not None:
            self._task.cancel()


class WholeResponse(Response):
    """An answer that is there in whole. `content_type` is sent as it is."""

    def __init__(self, document: bytes, headers: Mapping[str, str], content_type: str) -> None:
        # Not the framework's own making, which looks for headers that are never here, and costs as much as a query.
        self.status_code = 200
        self.background = None
        self.body = document
        self.raw_headers = [
            (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()
        ]
        self.raw_headers += (
            (b"content-type", content_type.encode("latin-1")),
            (b"content-length", b"%d" % len(document)),
        )


class AnswerResponse(Response):
    """Streams an answer and stops its evaluation however the stream ends."""

    def __init__(self, answer: QueryAnswer, headers: Mapping[str, str], media_type: str, watch: ClientWatch) -> None:
        super().__init__(headers=headers, media_type=media_type)
        del self.headers["content-length"]
        self._answer = answer
        self._watch = watch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the chunks as they come.

        Raises:
            ClientGone: the client hung up.
            Broken: a limit was met in the middle.
        """
        del receive
        exchange = exchange_of(scope)
        try:
            async with self._answer:
                await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
                async for chunk in self._answer.chunks:
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
                exchange.rows = self._answer.tally.rows
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        except OsceKgError as error:
            exchange.outcome = problems.from_error(error).kind.slug
            raise Broken from error
        except asyncio.CancelledError:
            if gone := self._watch.translate(exchange):
                raise gone from None
            raise
        finally:
            self._watch.stop()
