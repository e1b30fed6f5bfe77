"""
Has botocore read each of its files once: it gives every client, and moto every service, a loader that would read the same
files again. To be imported before moto, parts of which read them as they are imported.
"""

import functools
from typing import Any

from botocore.loaders import JSONFileLoader

_stock_load = JSONFileLoader.load_file


@functools.cache
def _load(path: str) -> Any:
    return _stock_load(JSONFileLoader(), path)


JSONFileLoader.load_file = lambda _loader, file_path: _load(file_path)
