"""AWS clients whose requests go straight to the application, without a network between."""

import io
import threading
from typing import Any

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.client import BaseClient
from botocore.config import Config
from moto.core.botocore_stubber import MockRawResponse
from werkzeug.test import EnvironBuilder, run_wsgi_app

from property_shapes import fit
from settings import DEFAULT_REGION, SETTINGS

_CONFIG = Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"})


class AwsClients:
    """One client a service and region."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._clients: dict[tuple[str, str], BaseClient] = {}
        self._application: Any = None

    def connect(self, application: Any) -> None:
        """Send every request to this WSGI application."""
        self._application = application

    def client(self, service: str, region: str = DEFAULT_REGION) -> BaseClient:
        """The client of one service."""
        with self._lock:
            key = (service, region)
            if key not in self._clients:
                self._clients[key] = self._create(service, region)
            return self._clients[key]

    def call(self, service: str, operation: str, region: str = DEFAULT_REGION, /, **parameters: Any) -> dict[str, Any]:
        """Call an operation such as `put_metric_alarm` with parameters fitted to its input shape."""
        client = self.client(service, region)
        name = client.meta.method_to_api_mapping[operation]
        shape = client.meta.service_model.operation_model(name).input_shape
        return getattr(client, operation)(**fit(shape, parameters))

    def _create(self, service: str, region: str) -> BaseClient:
        client = boto3.Session().client(
            service,
            region_name=region,
            endpoint_url=SETTINGS.url,
            aws_access_key_id="cloud",
            aws_secret_access_key="local",
            config=_CONFIG,
        )
        client.meta.events.register("before-send.*.*", self._send)
        return client

    def _send(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        environ = EnvironBuilder(
            base_url=SETTINGS.url,
            path=request.url.removeprefix(SETTINGS.url) or "/",
            method=request.method,
            headers={key: _text(value) for key, value in request.headers.items()},
            input_stream=io.BytesIO(_bytes(request.body)),
        ).get_environ()
        environ["CONTENT_LENGTH"] = str(len(_bytes(request.body)))
        environ["RAW_URI"] = environ["REQUEST_URI"]
        body, status, headers = run_wsgi_app(self._application, environ)
        return AWSResponse(request.url, int(status.split()[0]), headers, MockRawResponse(b"".join(body)))


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    if hasattr(body, "read"):
        body.seek(0)
        return body.read()
    return body.encode() if isinstance(body, str) else bytes(body)


AWS = AwsClients()
