"""Asynchronous invocations: in order, never retried, failures to the dead-letter queue and the driver's report."""

import json
from typing import Any

from moto.awslambda.models import lambda_backends

from aws_client import AWS
from deliveries import DELIVERIES
from lambda_runner.run_function import run
from settings import ACCOUNT_ID


def invoke_asynchronously(region: str, name_or_arn: str, body: str) -> None:
    """Queue an invocation of the function with this JSON text."""
    function = lambda_backends[ACCOUNT_ID][region].get_function(name_or_arn)
    submit_invocation(function, json.loads(body))


def submit_invocation(function: Any, event: Any) -> None:
    """Queue an invocation of the function."""
    DELIVERIES.submit(function.function_arn, lambda: _run(function, event))


def _run(function: Any, event: Any) -> None:
    DELIVERIES.count_invocation()
    answer = run(function, event)
    if not answer.is_error:
        return
    error = f"{answer.payload.get('errorType')}: {answer.payload.get('errorMessage')}"
    DELIVERIES.record_failure(function.function_name, error)
    _send_to_dead_letters(function, event, error)


def _send_to_dead_letters(function: Any, event: Any, error: str) -> None:
    target = (getattr(function, "dead_letter_config", None) or {}).get("TargetArn", "")
    if ":sqs:" not in target:
        return
    queue_url = AWS.call("sqs", "get_queue_url", function.region, QueueName=target.split(":")[-1])["QueueUrl"]
    attributes = {"ErrorMessage": {"DataType": "String", "StringValue": error[:1024]}}
    AWS.client("sqs", function.region).send_message(
        QueueUrl=queue_url, MessageBody=json.dumps(event), MessageAttributes=attributes
    )
