"""Unpacked code of deployed functions."""

import hashlib
import io
import os
import re
import zipfile
from pathlib import Path

from settings import SETTINGS


def unpack(function_name: str, code: bytes) -> str:
    """The folder with the function's code; unpacked once for each content."""
    digest = hashlib.sha256(code).hexdigest()[:16]
    safe_name = re.sub(r"[^A-Za-z0-9_-]", "_", function_name)
    folder = os.path.join(SETTINGS.work_dir, "functions", f"{safe_name}-{digest}")
    if not os.path.isdir(folder):
        os.makedirs(folder)
        with zipfile.ZipFile(io.BytesIO(code)) as archive:
            archive.extractall(folder)
    return folder


def module_folders() -> list[str]:
    """Every node_modules above the emulator. The Lambda runtime brings the AWS SDK; here it comes from there."""
    folders = [parent / "node_modules" for parent in Path(__file__).resolve().parents]
    return [str(folder) for folder in folders if folder.is_dir()]
