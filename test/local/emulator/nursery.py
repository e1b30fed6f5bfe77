"""Forks a ready emulator for each list of options on standard input, since a Python with moto takes seconds to start.

Says on standard output which process an emulator is, and with which status it has ended. Ends with its starter, and the
emulators with it.
"""

import json
import os
import select
import sys

sys.path.insert(0, sys.argv[1])

from arguments import parse_arguments  # noqa: E402
from emulator_server import serve  # noqa: E402

POLL_SECONDS = 0.05


def main() -> None:
    """Fork for each line until there is no more input."""
    pending = b""
    while True:
        if select.select([0], [], [], POLL_SECONDS)[0]:
            chunk = os.read(0, 1 << 16)
            if not chunk:
                return
            *lines, pending = (pending + chunk).split(b"\n")
            for line in lines:
                say({"pid": fork(json.loads(line))})
        report_ends()


def fork(options: list[str]) -> int:
    """The process id of a new emulator."""
    pid = os.fork()
    if pid == 0:
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        os._exit(serve(parse_arguments(options)))
    return pid


def report_ends() -> None:
    """Tell of each emulator that has ended."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        say({"pid": pid, "status": os.waitstatus_to_exitcode(status)})


def say(message: dict[str, int]) -> None:
    print(json.dumps(message), flush=True)


main()
