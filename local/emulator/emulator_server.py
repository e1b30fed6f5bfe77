"""Wires the emulator together and serves it."""

import argparse
import contextlib
import os
import signal
import sys
import tempfile

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

import extensions
from aws_client import AWS
from call_log import CallLog
from control import Control
from http_server import Application, create_server
from lifetime import CHILDREN, end_with_parent
from one_at_a_time import OneAtATime
from server_faults import ServerFaults
from settings import SETTINGS
from speed.auto_scaling_calls import AutoScalingCalls
from speed.dispatch import Dispatch
from speed.dynamodb_calls import DynamoDbCalls
from speed.lambda_calls import LambdaCalls
from speed.s3_calls import S3Calls


STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def serve(arguments: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT; the exit status."""
    # A signal waits while the folder is being made: half made it would stay behind.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    for signal_number in STOP_SIGNALS:
        signal.signal(signal_number, _stop)
    try:
        with _work_dir(arguments) as work_dir:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
            return _serve_from(arguments, work_dir)
    except SystemExit:
        return 0  # told to stop


def _work_dir(arguments: argparse.Namespace) -> contextlib.AbstractContextManager[str]:
    """The given directory, or else a temporary one, which would stay behind if we were killed."""
    if arguments.work_dir:
        return contextlib.nullcontext(arguments.work_dir)
    return tempfile.TemporaryDirectory(prefix="fleet-emulator-")


def _serve_from(arguments: argparse.Namespace, work_dir: str) -> int:
    _fill_settings(arguments, work_dir)
    extensions.install()
    cloud = create_cloud()
    AWS.connect(cloud)
    with CallLog(cloud, arguments.call_log) as logged:
        return _serve_until_told(arguments, Control(logged))


def create_cloud() -> Application:
    """moto behind everything that stands before it, the short ways first."""
    moto = Dispatch(DomainDispatcherApplication(create_backend_app))
    return ServerFaults(OneAtATime(S3Calls(DynamoDbCalls(AutoScalingCalls(LambdaCalls(moto))))))


def _fill_settings(arguments: argparse.Namespace, work_dir: str) -> None:
    host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    SETTINGS.url = f"http://{host}:{arguments.port}"
    SETTINGS.port = arguments.port
    SETTINGS.work_dir = os.path.abspath(work_dir)
    os.makedirs(SETTINGS.work_dir, exist_ok=True)
    os.environ["MOTO_PORT"] = str(arguments.port)


def _serve_until_told(arguments: argparse.Namespace, application: Control) -> int:
    try:
        server = create_server(arguments.host, arguments.port, application)
    except OSError as error:
        print(f"emulator: cannot listen on {SETTINGS.url}: {error.strerror}. Give another port.", file=sys.stderr)
        return 2
    end_with_parent(arguments.parent_pid)
    try:
        server.serve_forever(poll_interval=0.1)
    finally:
        server.server_close()
        CHILDREN.stop_all()
    return 0


def _stop(_signal_number: int, _frame: object) -> None:
    for signal_number in STOP_SIGNALS:
        signal.signal(signal_number, signal.SIG_IGN)
    raise SystemExit
