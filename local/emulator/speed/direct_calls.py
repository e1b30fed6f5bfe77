"""Who asks, and where: read from a request without moto's own search, or not at all where that is not plain to see."""

import re
from dataclasses import dataclass
from typing import Any

from requests.structures import CaseInsensitiveDict

from settings import ACCOUNT_ID

SLOW_HEADER = "HTTP_X_FLEET_ANSWERED_BY_MOTO"
"""A request with this header takes moto's own way; tests compare the two."""

DIRECT_ANSWER = ("x-fleet-answered", "directly")
"""A header of the answers that did not take it."""

_SCOPE = re.compile(r"AWS4-HMAC-SHA256 Credential=([^/,]+)/\d+/([a-z0-9-]+)/([^/]+)/aws4_request")
# moto asks IAM whose such a key is.
_ISSUED_KEY = re.compile(r"[A-Z0-9]{20}")
_HEADERS_OF_OTHER_WAYS = (SLOW_HEADER, "HTTP_CONTENT_ENCODING", "HTTP_X_MOTO_ACCOUNT_ID")


@dataclass(frozen=True)
class Caller:
    """The service, account and region that a request is meant for."""

    service: str
    region: str
    account: str = ACCOUNT_ID


def plain_caller(environ: dict[str, Any]) -> Caller | None:
    """The caller of a request that nothing but its operation sets apart; `None` for all others."""
    found = _SCOPE.match(environ.get("HTTP_AUTHORIZATION", ""))
    if not found or _ISSUED_KEY.fullmatch(found[1]):
        return None
    if any(name in environ for name in _HEADERS_OF_OTHER_WAYS) or "region/" in environ.get("HTTP_USER_AGENT", ""):
        return None
    return Caller(service=found[3], region=found[2])


def request_headers(environ: dict[str, Any]) -> CaseInsensitiveDict:
    """The headers as the client has written them, whatever the case of their names."""
    headers = CaseInsensitiveDict()
    for name, value in environ.items():
        if name.startswith("HTTP_"):
            headers[name[5:].replace("_", "-").lower()] = value
        elif name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            headers[name.replace("_", "-").lower()] = value
    return headers
