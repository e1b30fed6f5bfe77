"""`lambda.Invoke`: runs the deployed function, at once or later."""

import base64
import json
from typing import Any

from moto.awslambda.models import LambdaBackend, LambdaFunction

from lambda_runner.asynchronous import submit_invocation
from lambda_runner.function_logs import forget_logs
from lambda_runner.run_function import run, stop_processes

_stock_delete = LambdaBackend.delete_function
_stock_configuration = LambdaFunction.get_configuration


def install() -> None:
    """Run functions here instead of in Docker."""
    LambdaFunction.invoke = _invoke
    LambdaFunction.get_configuration = _get_configuration
    LambdaBackend.delete_function = _delete_function


def _invoke(function: LambdaFunction, body: Any, request_headers: Any, response_headers: Any) -> bytes:
    event = json.loads(body) if body else {}
    kind = request_headers.get("x-amz-invocation-type") or "RequestResponse"
    if kind == "Event":
        submit_invocation(function, event)
        return b""
    if kind == "DryRun":
        return b""
    answer = run(function, event)
    response_headers["x-amz-executed-version"] = str(function.version)
    if answer.is_error:
        response_headers["x-amz-function-error"] = "Unhandled"
    # The last 4 KB of the log, for callers that ask with LogType=Tail.
    response_headers["x-amz-log-result"] = base64.b64encode(answer.logs.encode()[-4096:]).decode()
    return json.dumps(answer.payload).encode()


def _get_configuration(function: LambdaFunction, on_create: bool = False) -> dict[str, Any]:
    configuration = _stock_configuration(function, on_create)
    for attribute, member in (("logging_config", "LoggingConfig"), ("dead_letter_config", "DeadLetterConfig")):
        if getattr(function, attribute, None):
            configuration[member] = getattr(function, attribute)
    return configuration


def _delete_function(backend: LambdaBackend, function_name: str, qualifier: str | None = None) -> None:
    function = backend.get_function(function_name)
    _stock_delete(backend, function_name, qualifier)
    if qualifier:
        return
    stop_processes(function)
    forget_logs(function)
