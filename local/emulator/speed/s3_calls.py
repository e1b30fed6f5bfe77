"""Objects read and written: moto's own operations on its own buckets, without its search for operation and caller.

What goes wrong, a failed condition included, is answered by moto from the start: nothing was written then.
"""

from collections.abc import Callable, Iterable
from http.client import responses
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urlsplit

from moto.s3.responses import S3Response
from requests.structures import CaseInsensitiveDict

from speed.direct_calls import DIRECT_ANSWER, Caller, plain_caller, request_headers

QUERIES = {"GET": ("", "x-id=GetObject"), "HEAD": ("",), "PUT": ("", "x-id=PutObject")}
# Whatever else a request may carry is moto's own concern.
PLAIN_HEADERS = {
    "accept",
    "accept-encoding",
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "expect",
    "host",
    "if-match",
    "if-none-match",
    "range",
    "user-agent",
    "x-amz-checksum-crc32",
    "x-amz-checksum-mode",
    "x-amz-checksum-sha256",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-sdk-checksum-algorithm",
    "x-amz-user-agent",
}
STREAMING = "STREAMING"


class S3Calls:
    """WSGI middleware in front of moto."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        caller = plain_caller(environ)
        is_plain = environ["QUERY_STRING"] in QUERIES.get(environ["REQUEST_METHOD"], ())
        answer = _answer(environ, caller) if caller and caller.service == "s3" and is_plain else None
        if answer is None:
            environ["wsgi.input"].seek(0)
            return self._application(environ, start_response)
        status, headers, body = answer
        start_response(f"{status} {responses[status]}", headers)
        return [body]


def _answer(environ: dict[str, Any], caller: Caller) -> tuple[int, list[tuple[str, str]], bytes] | None:
    headers = request_headers(environ)
    path = urlsplit(environ["RAW_URI"]).path
    bucket, _, key = path.lstrip("/").partition("/")
    is_plain = headers.keys() <= PLAIN_HEADERS and not headers.get("x-amz-content-sha256", "").startswith(STREAMING)
    if not is_plain or not bucket or not key:
        return None
    response = _Response(environ, caller, headers)
    try:
        status, found, body = _call(response, environ["REQUEST_METHOD"], unquote(bucket), unquote(key))
    except Exception:  # of any kind: moto's own way tells the caller what it was
        return None
    return (status, [DIRECT_ANSWER, *found.items()], body) if status in (200, 206, 304) else None


class _Response(S3Response):
    """moto's response class, filled in without looking at more than it needs."""

    def __init__(self, environ: dict[str, Any], caller: Caller, headers: CaseInsensitiveDict) -> None:
        super().__init__()
        self.current_account = caller.account
        self.region = caller.region
        self.headers = headers
        self.querystring: dict[str, Any] = {}
        self.uri_match = None
        self.data: dict[str, Any] = {}
        self.method = environ["REQUEST_METHOD"]
        self.body = self.raw_body = environ["wsgi.input"].read()
        self.bucket_name = ""
        self.key_name = ""
        self.request = SimpleNamespace(method=self.method, headers=headers)

    def parse_key_name(self) -> str:
        return self.key_name


def _call(response: S3Response, method: str, bucket: str, key: str) -> tuple[int, dict[str, Any], bytes]:
    response.bucket_name, response.key_name = bucket, key
    if method == "PUT":
        if response.backend.get_bucket(bucket).object_lock_enabled:
            raise NotImplementedError
        answer = response.put_object()
    elif method == "HEAD":
        answer = response.head_object(bucket, {}, key, headers=response.headers)
    else:
        answer = response.get_object()
    status, headers, body = response._send_response(answer)
    if status == 200 and response.headers.get("range"):
        return response._handle_range_header(response.request, headers, body)
    return status, headers, body
