"""The one HTTP client for SPARQL endpoints and stores: bounded in time, and wary of what it is answered.

It follows no redirect to another host, keeps no cookies, and decodes gzip in bounded pieces. A body that ends
before its declared end is an error (httpx checks lengths and chunks; the end of gzip is checked here).
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Generator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from osce_kg import __version__
from osce_kg.engine.model import QueryTimeout, UpstreamDown, UpstreamError
from osce_kg.engine.vendor import message_of
from osce_kg.errors import UsageError

_PIECE = 64 * 1024
_MAX_REDIRECTS = 3
_MAX_ERROR_BYTES = 64 * 1024
_REDIRECTS = frozenset({301, 302, 307, 308})


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user of a store and the password, sent only when the store asks: Digest or Basic (RFC 7616, 7617)."""

    user: str
    password: str

    def __repr__(self) -> str:
        return f"Credentials({self.user!r}, …)"


class _OnChallenge(httpx.Auth):
    """Answers the scheme that a store asks for, and keeps to it."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._chosen: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._chosen is None:
            response = yield request
            if response.status_code != 401:
                return
            asked = response.headers.get("www-authenticate", "").strip().lower()
            scheme = httpx.DigestAuth if asked.startswith("digest") else httpx.BasicAuth
            self._chosen = scheme(self._credentials.user, self._credentials.password)
        yield from self._chosen.auth_flow(request)


class Reply:
    """An answer whose body has not been read. Close it, read to its end or not."""

    def __init__(self, response: httpx.Response, name: str) -> None:
        self._response = response
        self._name = name
        self.status = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self.media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def has_length(self) -> bool:
        """Whether the end of the body can be told from a connection that broke (RFC 9112, section 6.3)."""
        chunked = "chunked" in self.headers.get("transfer-encoding", "").lower()
        return chunked or "content-length" in self.headers

    async def body(self) -> AsyncIterator[bytes]:
        """Yield the decoded body.

        Raises:
            UpstreamError: it breaks off, or its encoding is not known.
        """
        encoding = self.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in {"", "identity", "gzip", "x-gzip"}:
            raise UpstreamError(f"{self._name} answered in the encoding {encoding!r}, which was not asked for")
        raw = self._response.aiter_raw(_PIECE)
        try:
            async for piece in _gunzip(raw) if "gzip" in encoding else raw:
                yield piece
        except (httpx.TransportError, httpx.StreamError, zlib.error, EOFError) as error:
            raise UpstreamError(f"the answer of {self._name} breaks off") from error

    async def message(self) -> str:
        """Return what an error says, in one line."""
        received = b""
        try:
            async for piece in self.body():
                received += piece
                if len(received) >= _MAX_ERROR_BYTES:
                    break
        except UpstreamError:
            received += b" (breaks off)"
        return message_of(received.decode("utf-8", "replace"))

    async def aclose(self) -> None:
        """Close the answer; the connection too, if there is more to read."""
        await self._response.aclose()


async def _gunzip(raw: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield what a gzip stream of one or more members holds, in pieces of bounded size."""
    member = zlib.decompressobj(wbits=31)
    fresh = True
    async for received in raw:
        pending = received
        while pending:
            fresh = False
            piece = member.decompress(pending, _PIECE)
            pending = member.unconsumed_tail
            if piece:
                yield piece
            if member.eof:
                pending = member.unused_data
                member, fresh = zlib.decompressobj(wbits=31), True
    if not fresh:
        raise EOFError("the gzip stream has no end")


class Upstream:
    """A store or endpoint at one address. `name` is how errors call it; the public is not told its address."""

    def __init__(
        self,
        url: str,
        credentials: Credentials | None = None,
        *,
        name: str | None = None,
        connect_timeout: float = 5.0,
    ) -> None:
        self.url = checked_url(url)
        self.name = name or self.url
        self.server = ""
        self._client = httpx.AsyncClient(
            follow_redirects=False,
            timeout=httpx.Timeout(None, connect=connect_timeout),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=32, keepalive_expiry=5.0),
            headers={"User-Agent": f"osce-kg/{__version__}", "Accept-Encoding": "gzip"},
            auth=_OnChallenge(credentials) if credentials else None,
        )

    async def send(
        self,
        method: str,
        headers: Mapping[str, str],
        content: bytes = b"",
        *,
        url: str | None = None,
        deadline: float | None = None,
    ) -> Reply:
        """Return the answer to a request as soon as its header is there. `deadline` is on the loop's clock.

        The requests made here may be repeated without harm: one that met a connection which had just been
        closed is sent once more.

        Raises:
            UpstreamDown: the host cannot be reached, or hangs up without an answer.
            UpstreamError: it redirects to another host, or in circles.
            QueryTimeout: the deadline passed.
        """
        target = httpx.URL(url or self.url)
        try:
            async with asyncio.timeout_at(deadline):
                for _ in range(_MAX_REDIRECTS + 1):
                    response = await self._send(method, target, headers, content)
                    self.server = response.headers.get("server", "").strip()
                    if response.status_code not in _REDIRECTS:
                        return Reply(response, self.name)
                    await response.aclose()
                    target = self._redirected(target, response.headers.get("location", ""))
        except TimeoutError as error:
            raise QueryTimeout(f"{self.name} did not answer in time; ask for less") from error
        raise UpstreamError(f"{self.name} redirects more than {_MAX_REDIRECTS} times")

    async def _send(self, method: str, url: httpx.URL, headers: Mapping[str, str], content: bytes) -> httpx.Response:
        for attempt in (1, 2):
            request = self._client.build_request(method, url, headers=dict(headers), content=content)
            try:
                response = await self._client.send(request, stream=True)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                raise UpstreamDown(f"cannot reach {self.name}: {_reason(error)}") from error
            except httpx.HTTPError as error:
                if attempt == 2:
                    raise UpstreamDown(f"{self.name} hung up without an answer: {_reason(error)}") from error
            else:
                self._client.cookies.clear()
                return response
        raise AssertionError("unreachable")

    def _redirected(self, source: httpx.URL, location: str) -> httpx.URL:
        """Return where a redirect leads, on the same host and port; from http to https is allowed."""
        try:
            target = source.join(location)
        except httpx.InvalidURL as error:
            raise UpstreamError(f"{self.name} redirects to what is no URL") from error
        same = (target.scheme, target.host, target.port) == (source.scheme, source.host, source.port)
        safer = (source.scheme, target.scheme) == ("http", "https") and target.host == source.host
        if not (same or (safer and source.port is None and target.port is None)):
            raise UpstreamError(f"{self.name} redirects to another host, which is not followed")
        return target

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()


def checked_url(url: str) -> str:
    """Return the URL of an endpoint.

    Raises:
        UsageError: it is no http(s) URL, or it carries a user name.
    """
    try:
        parts = urlsplit(url)
        valid = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        httpx.URL(url)
    except (ValueError, httpx.InvalidURL) as error:
        raise UsageError(f"not the URL of an endpoint: {error}") from error
    if parts.username is not None:
        raise UsageError("a URL with a user in it ends up in logs; use --user and OSCE_KG_ENDPOINT_PASSWORD")
    if not valid or parts.fragment:
        raise UsageError(f"expected an http or https URL of an endpoint, found {url!r}")
    return url


def _reason(error: Exception) -> str:
    return str(error).partition("\n")[0] or type(error).__name__
