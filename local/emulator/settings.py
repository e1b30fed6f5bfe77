"""What every part of the emulator needs to know about this run."""

from dataclasses import dataclass

ACCOUNT_ID = "123456789012"
DEFAULT_REGION = "us-east-1"


@dataclass
class Settings:
    """Filled in once at the start."""

    url: str = ""
    port: int = 0
    work_dir: str = ""


SETTINGS = Settings()
