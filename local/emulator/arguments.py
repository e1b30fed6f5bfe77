"""The command line of the emulator."""

import argparse

LOOPBACK_HOSTS = ("127.0.0.1", "::1")


def parse_arguments(argv: list[str]) -> argparse.Namespace:
    """Host, port, call log, work directory and the process to end with."""
    parser = argparse.ArgumentParser(prog="emulator", description="moto with what the fleet kit needs on top of it")
    parser.add_argument("-H", "--host", default="127.0.0.1", choices=LOOPBACK_HOSTS, help="loopback address to bind")
    parser.add_argument("-p", "--port", type=_port, required=True, help="port to listen on")
    parser.add_argument("--call-log", help="file that gets one JSON line for each AWS API call")
    parser.add_argument("--work-dir", help="directory for unpacked function code; a temporary one when left out")
    parser.add_argument("--parent-pid", type=int, help="process whose end also ends the emulator")
    return parser.parse_args(argv)


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 1 to 65535")
    return int(text)
