"""Starts the emulated cloud: `python3 local/emulator -p PORT --call-log FILE --work-dir DIR`."""

import sys

from arguments import parse_arguments
from moto_version import MotoVersionError, check_moto_version


def main() -> int:
    """Run until told to stop; the exit status, 2 for a wrong start."""
    arguments = parse_arguments(sys.argv[1:])
    try:
        check_moto_version()
    except MotoVersionError as error:
        print(f"emulator: {error}", file=sys.stderr)
        return 2
    # Only now: everything below imports moto.
    from emulator_server import serve

    return serve(arguments)


if __name__ == "__main__":
    sys.exit(main())
