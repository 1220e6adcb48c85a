"""What a page's URL says: host, node id, language, section. Node ids come from the OSCE's own hosts only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urljoin, urlsplit

OWN_DOMAIN = "osce.org"

# First path segments that choose a language on the OSCE's sites; `hbs` is
# Bosnian/Croatian/Serbian on the site of the Mission to Bosnia and Herzegovina.
LANGUAGES = frozenset(
    {
        "ar",
        "az",
        "be",
        "bg",
        "bs",
        "cnr",
        "cs",
        "de",
        "el",
        "en",
        "es",
        "et",
        "fi",
        "fr",
        "hbs",
        "hr",
        "hu",
        "hy",
        "it",
        "ka",
        "kk",
        "ky",
        "lt",
        "lv",
        "me",
        "mk",
        "mn",
        "nl",
        "pl",
        "pt",
        "ro",
        "ru",
        "sh",
        "sk",
        "sl",
        "sq",
        "sr",
        "tg",
        "tk",
        "tr",
        "uk",
        "uz",
    }
)

_ARCHIVED = re.compile(r"https?://web\.archive\.org/web/\d{1,14}(?:[a-z]{2}_)?/(.+)\Z", re.I | re.S)
_HAS_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
_NODE_ID = re.compile(r"[1-9][0-9]{0,8}\Z")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}\Z")


@dataclass(frozen=True, slots=True)
class PageUrl:
    """A parsed page URL. `host` is lower case without `www.`; `own` says it is one of the OSCE's hosts.

    `section` is the first path segment that is neither a language nor a number ("georgia-closed", "node").
    """

    host: str
    own: bool
    node_id: str | None = None
    language: str | None = None
    section: str | None = None
    path: str = ""

    @property
    def sections(self) -> tuple[str, ...]:
        """Which sections of the OSCE's sites the page is in: by the host ("bih" of `bih.osce.org`), by the path."""
        if not self.own:
            return ()
        site = self.host.removesuffix(OWN_DOMAIN).rstrip(".").split(".")[-1]
        section = self.section if self.section != "node" else None
        return tuple(slug for slug in (site, section) if slug)


# Choosing a page's family and reading the page both ask for its URL.
@lru_cache(maxsize=16)
def parse_url(url: str | None) -> PageUrl | None:
    """Return what an http(s) URL says, or None if it is none.

    Query, fragment, scheme, port and `www.` do not count. A copy in the Internet Archive counts as what was
    archived. A last segment that looks like a year is a node id only after `/node/`.
    """
    if not url:
        return None
    text = url.strip()
    archived = _ARCHIVED.match(text)
    if archived:
        text = archived.group(1)
    if not _HAS_SCHEME.match(text):
        text = f"https://{text.lstrip('/')}"
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or "." not in host:
        return None
    host = host.removeprefix("www.")
    own = is_own_host(host)
    segments = [unquote(part) for part in parts.path.split("/") if part]
    language = segments[0].lower() if own and segments and segments[0].lower() in LANGUAGES else None
    rest = segments[1:] if language else segments
    section = next((part.lower() for part in rest if not part.isdigit()), None)
    return PageUrl(host, own, _node_id(rest) if own else None, language, section, "/".join(rest).lower())


def linked(link: str | None, page: str | None) -> str | None:
    """Return the absolute http(s) URL that a link on the page of that URL leads to, or None if that is unknown."""
    if not link or link.startswith("#"):
        return None
    try:
        found = urljoin(page or "", link)
        parts = urlsplit(found)
    except ValueError:
        return None
    return found if parts.scheme.lower() in ("http", "https") and parts.netloc else None


def is_own_host(host: str) -> bool:
    """Whether the host is osce.org or one of its subdomains."""
    bare = host.lower().rstrip(".")
    return bare == OWN_DOMAIN or bare.endswith(f".{OWN_DOMAIN}")


def _node_id(segments: list[str]) -> str | None:
    if not segments:
        return None
    if len(segments) >= 2 and segments[0].lower() == "node" and _NODE_ID.match(segments[1]):
        return segments[1]
    last = segments[-1]
    if len(segments) >= 2 and _NODE_ID.match(last) and not _YEAR.match(last) and len(last) >= 3:
        return last
    return None
