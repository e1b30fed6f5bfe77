"""Lifecycle rules: CloudFormation words them unlike the API."""

import uuid
from typing import Any


def lifecycle_rules(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rules of a template in the API's words."""
    return [_rule(rule) for rule in rules]


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    worded: dict[str, Any] = {
        "ID": rule.get("Id", uuid.uuid4().hex),
        "Status": rule["Status"],
        "Filter": _filter(rule),
        **_expiration(rule),
    }
    if "Transitions" in rule:
        worded["Transitions"] = [_transition(transition) for transition in rule["Transitions"]]
    if "NoncurrentVersionTransitions" in rule:
        worded["NoncurrentVersionTransitions"] = [
            {"NoncurrentDays": int(transition["TransitionInDays"]), "StorageClass": transition["StorageClass"]}
            for transition in rule["NoncurrentVersionTransitions"]
        ]
    if "NoncurrentVersionExpiration" in rule:
        worded["NoncurrentVersionExpiration"] = rule["NoncurrentVersionExpiration"]
    if "AbortIncompleteMultipartUpload" in rule:
        worded["AbortIncompleteMultipartUpload"] = rule["AbortIncompleteMultipartUpload"]
    return worded


def _expiration(rule: dict[str, Any]) -> dict[str, Any]:
    if "ExpirationInDays" in rule:
        return {"Expiration": {"Days": int(rule["ExpirationInDays"])}}
    if "ExpiredObjectDeleteMarker" in rule:
        return {"Expiration": {"ExpiredObjectDeleteMarker": str(rule["ExpiredObjectDeleteMarker"]).lower() == "true"}}
    return {}


def _transition(transition: dict[str, Any]) -> dict[str, Any]:
    if "TransitionDate" in transition:
        return {"StorageClass": transition["StorageClass"], "Date": transition["TransitionDate"]}
    return {"StorageClass": transition["StorageClass"], "Days": int(transition["TransitionInDays"])}


def _filter(rule: dict[str, Any]) -> dict[str, Any]:
    """One condition stands alone; several are joined by And."""
    conditions: dict[str, Any] = {}
    if "Prefix" in rule:
        conditions["Prefix"] = rule["Prefix"]
    for name in ("ObjectSizeGreaterThan", "ObjectSizeLessThan"):
        if name in rule:
            conditions[name] = int(rule[name])
    tags = rule.get("TagFilters", [])
    if len(conditions) + len(tags) > 1:
        return {"And": {**conditions, **({"Tags": tags} if tags else {})}}
    if tags:
        return {"Tag": tags[0]}
    return conditions or {"Prefix": ""}
