"""Streams of DynamoDB tables as event sources of functions.

A change is noted with its keys alone. Once the batching window has passed since the first of them, the function gets
them all, as DynamoDB hands over the records of a KEYS_ONLY stream.
"""

import json
import threading
import time
import uuid
from typing import Any

from moto.awslambda.models import EventSourceMapping, LambdaBackend, lambda_backends
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import Item
from moto.dynamodb.models.table import StreamShard, Table
from moto.events.models import EventPattern

from clock import CLOCK
from lambda_runner.asynchronous import submit_invocation
from one_at_a_time import LOCKS
from settings import ACCOUNT_ID

WALL_CLOCK_POLL_SECONDS = 0.2

_stock_delete = LambdaBackend.delete_event_source_mapping
_opened_at: dict[str, int] = {}
"""By mapping: when the first of the changes came that wait in its window."""
_read: dict[str, int] = {}
"""By mapping: how many of its stream's records it was given."""


def install() -> None:
    """Note changes instead of calling the function inside the write, and deliver as time passes."""
    StreamShard.add = _note
    LambdaBackend.delete_event_source_mapping = _delete_mapping
    CLOCK.on_shift(_shift)
    CLOCK.on_set(_deliver_due)
    threading.Thread(target=_follow_wall_clock, daemon=True).start()


def _note(shard: StreamShard, old: Item | None, new: Item | None) -> None:
    """Keep a change that some mapping wants; costs next to nothing for all other tables and items."""
    wanting = [mapping for mapping in shard.table.lambda_event_source_mappings.values() if mapping.enabled]
    if not wanting:
        return
    record = _record(shard.table, old, new, shard.starting_sequence_number + len(shard.items))
    matching = [mapping for mapping in wanting if _matches(mapping, record)]
    if not matching:
        return
    # A transaction that fails cuts the list back to what it was.
    shard.items.append(record)
    for mapping in matching:
        _opened_at.setdefault(mapping.uuid, CLOCK.now_ms())


def _record(table: Table, old: Item | None, new: Item | None, sequence_number: int) -> dict[str, Any]:
    item = new or old
    keys = {table.hash_key_attr: item.hash_key.to_json()}
    if table.range_key_attr:
        keys[table.range_key_attr] = item.range_key.to_json()
    return {
        "eventName": "INSERT" if old is None else "REMOVE" if new is None else "MODIFY",
        "eventSource": "aws:dynamodb",
        "eventVersion": "1.1",
        "dynamodb": {
            "ApproximateCreationDateTime": CLOCK.now_ms() // 1000,
            "Keys": keys,
            "SequenceNumber": str(sequence_number),
            "StreamViewType": "KEYS_ONLY",
        },
    }


def _matches(mapping: EventSourceMapping, record: dict[str, Any]) -> bool:
    filters = (mapping.filter_criteria or {}).get("Filters") or []
    return not filters or any(EventPattern.load(one["Pattern"]).matches_event(record) for one in filters)


def _deliver_due(now_ms: int) -> None:
    with LOCKS["dynamodb"]:
        for region, backend in list(lambda_backends[ACCOUNT_ID].items()):
            for mapping in list(backend._event_source_mappings.values()):
                opened_at = _opened_at.get(mapping.uuid)
                if opened_at is not None and now_ms >= opened_at + int(mapping.max_batch_window or 0) * 1000:
                    del _opened_at[mapping.uuid]
                    _deliver(region, backend, mapping)


def _deliver(region: str, backend: LambdaBackend, mapping: EventSourceMapping) -> None:
    shard = _shard_of(region, mapping)
    if shard is None:
        return
    records = shard.items[_read.get(mapping.uuid, 0) :]
    _read[mapping.uuid] = len(shard.items)
    wanted = [record for record in records if _matches(mapping, record)]
    function = backend.get_function(mapping.function_arn)
    for start in range(0, len(wanted), mapping.batch_size):
        batch = wanted[start : start + mapping.batch_size]
        submit_invocation(function, {"Records": [_as_delivered(record, region, mapping) for record in batch]})
    _forget_read_records(shard)


def _as_delivered(record: dict[str, Any], region: str, mapping: EventSourceMapping) -> dict[str, Any]:
    source = {"eventID": uuid.uuid4().hex, "awsRegion": region, "eventSourceARN": mapping.event_source_arn}
    return json.loads(json.dumps({**record, **source}))


def _forget_read_records(shard: StreamShard) -> None:
    mappings = list(shard.table.lambda_event_source_mappings.values())
    if all(_read.get(mapping.uuid, 0) == len(shard.items) for mapping in mappings):
        shard.starting_sequence_number += len(shard.items)
        shard.items.clear()
        for mapping in mappings:
            _read[mapping.uuid] = 0


def _shard_of(region: str, mapping: EventSourceMapping) -> StreamShard | None:
    """The stream, unless its table is gone."""
    name = mapping.event_source_arn.split(":table/")[-1].split("/")[0]
    table = dynamodb_backends[ACCOUNT_ID][region].tables.get(name)
    return table.stream_shard if table else None


def _delete_mapping(backend: LambdaBackend, mapping_id: str) -> EventSourceMapping | None:
    """moto's table would go on calling the function."""
    mapping = _stock_delete(backend, mapping_id)
    if mapping is None:
        return None
    with LOCKS["dynamodb"]:
        _opened_at.pop(mapping_id, None)
        _read.pop(mapping_id, None)
        shard = _shard_of(backend.region_name, mapping)
        if shard:
            shard.table.lambda_event_source_mappings.pop(mapping.function_arn, None)
    return mapping


def _shift(shift_ms: int) -> None:
    """What waits keeps the time it had left."""
    with LOCKS["dynamodb"]:
        for mapping_id in _opened_at:
            _opened_at[mapping_id] += shift_ms


def _follow_wall_clock() -> None:
    while not CLOCK.is_virtual:
        _deliver_due(CLOCK.now_ms())
        time.sleep(WALL_CLOCK_POLL_SECONDS)
