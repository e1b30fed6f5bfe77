"""Refuses any moto but the one whose internals the emulator extends."""

from importlib import metadata

REQUIRED_VERSION = "5.2.1"


class MotoVersionError(Exception):
    """moto is missing or of another version."""


def check_moto_version() -> None:
    """Raise `MotoVersionError`, which says how to mend it, unless moto 5.2.1 with its server is installed."""
    try:
        found = metadata.version("moto")
    except metadata.PackageNotFoundError:
        raise MotoVersionError(f"moto is not installed. {_remedy()}") from None
    if found != REQUIRED_VERSION:
        raise MotoVersionError(f"moto {found} is installed, but exactly {REQUIRED_VERSION} is needed. {_remedy()}")
    try:
        import moto.server  # noqa: F401
    except ImportError as error:
        raise MotoVersionError(f"moto is installed without its server ({error}). {_remedy()}") from None


def _remedy() -> str:
    return "Install it with: python3 -m pip install -r local/emulator/requirements.txt"
