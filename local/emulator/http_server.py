"""A small HTTP/1.1 server for WSGI: a thread a connection, connections kept open, bodies read in whole.

werkzeug's own closes each connection after one answer, and a new one costs more than most requests.
"""

import io
import sys
import traceback
from collections.abc import Callable, Iterable
from http.client import responses
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any, BinaryIO
from urllib.parse import unquote_to_bytes

MAX_LINE = 65_536
MAX_HEADERS = 200

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class BadRequest(Exception):
    """What came over the connection is no HTTP request."""


class Server(ThreadingTCPServer):
    """Serves one WSGI application on one address."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, host: str, port: int, application: Application) -> None:
        self.application = application
        super().__init__((host, port), Connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle is no news."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            traceback.print_exc(file=sys.stderr)


class Connection(StreamRequestHandler):
    """One client's connection, request after request."""

    server: Server
    # An answer goes out in one piece; waiting for more to send would only delay it.
    disable_nagle_algorithm = True
    wbufsize = 65_536

    def handle(self) -> None:
        try:
            while self._serve_one():
                pass
        except BadRequest as error:
            self.wfile.write(f"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n{error}".encode())

    def _serve_one(self) -> bool:
        """Whether the connection stays open for another request."""
        line = self.rfile.readline(MAX_LINE)
        if not line.strip():
            return bool(line)  # some clients send an empty line between requests
        environ = self._environ(line)
        if environ.get("HTTP_EXPECT", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.wfile.flush()
        body = _read_body(self.rfile, environ)
        environ["wsgi.input"] = io.BytesIO(body)
        environ["CONTENT_LENGTH"] = str(len(body))
        keeps_open = environ.get("HTTP_CONNECTION", "").lower() != "close" and environ["SERVER_PROTOCOL"] != "HTTP/1.0"
        self._answer(environ, keeps_open)
        return keeps_open

    def _environ(self, line: bytes) -> dict[str, Any]:
        try:
            method, target, protocol = line.decode("latin-1").split()
        except ValueError:
            raise BadRequest(f"no request line: {line[:80]!r}") from None
        path, _, query = target.partition("?")
        host, port = self.server.server_address[:2]
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "REQUEST_URI": target,
            "RAW_URI": target,
            "SERVER_NAME": host,
            "SERVER_PORT": str(port),
            "SERVER_PROTOCOL": protocol,
            "REMOTE_ADDR": self.client_address[0],
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        _add_headers(self.rfile, environ)
        return environ

    def _answer(self, environ: dict[str, Any], keeps_open: bool) -> None:
        started: list[Any] = []
        result = self.server.application(
            environ, lambda status, headers, _error=None: started.extend((status, headers))
        )
        body = b"".join(result)
        if hasattr(result, "close"):
            result.close()
        status, headers = started
        self.wfile.write(_head(status, headers, body, environ["REQUEST_METHOD"], keeps_open))
        if environ["REQUEST_METHOD"] != "HEAD" and body:
            self.wfile.write(body)
        self.wfile.flush()


def _add_headers(stream: BinaryIO, environ: dict[str, Any]) -> None:
    for _ in range(MAX_HEADERS):
        line = stream.readline(MAX_LINE).decode("latin-1").rstrip("\r\n")
        if not line:
            return
        name, _, value = line.partition(":")
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        value = value.strip()
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    raise BadRequest(f"more than {MAX_HEADERS} headers")


def _read_body(stream: BinaryIO, environ: dict[str, Any]) -> bytes:
    if "chunked" in environ.pop("HTTP_TRANSFER_ENCODING", "").lower():
        return b"".join(_chunks(stream))
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdigit():
        raise BadRequest(f"Content-Length is no number: {length!r}")
    return stream.read(int(length))


def _chunks(stream: BinaryIO) -> Iterable[bytes]:
    while True:
        try:
            size = int(stream.readline(MAX_LINE).split(b";")[0], 16)
        except ValueError:
            raise BadRequest("a chunk does not say its size") from None
        if not size:
            while stream.readline(MAX_LINE).strip():
                pass  # trailers, which SDKs use for checksums
            return
        yield stream.read(size)
        stream.readline(MAX_LINE)


def _head(status: str, headers: list[tuple[str, str]], body: bytes, method: str, keeps_open: bool) -> bytes:
    code = int(status.split()[0])
    lines = [f"HTTP/1.1 {code} {responses.get(code, 'Unknown')}"]
    lines += [
        f"{name}: {value}" for name, value in headers if name.lower() not in ("connection", "content-length", "status")
    ]
    lines.append(f"Content-Length: {_length(headers, body, method)}")
    lines.append(f"Connection: {'keep-alive' if keeps_open else 'close'}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _length(headers: list[tuple[str, str]], body: bytes, method: str) -> str:
    """Of the answer to HEAD, the length that GET would have."""
    declared = next((value for name, value in headers if name.lower() == "content-length"), None)
    return declared if method == "HEAD" and declared else str(len(body))


def create_server(host: str, port: int, application: Application) -> Server:
    """A server that listens already.

    @raises OSError: when the port is taken.
    """
    return Server(host, port, application)
