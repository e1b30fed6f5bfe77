"""What moto's S3 does differently from AWS's."""

from typing import Any

import xmltodict
from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket, S3Backend
from moto.s3.responses import S3Response

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"

_stock_put_lifecycle = S3Backend.put_bucket_lifecycle
_stock_get_lifecycle = S3Response.get_bucket_lifecycle


def install() -> None:
    """Mend them."""
    # Bucket policies would be enforced without their conditions: "TLS only" would refuse every call.
    FakeBucket.get_permission = lambda _bucket, _action, _resource: PermissionResult.NEUTRAL
    S3Backend.put_bucket_lifecycle = _put_lifecycle
    S3Response.get_bucket_lifecycle = _get_lifecycle


def _put_lifecycle(backend: S3Backend, bucket_name: str, rules: list[dict[str, Any]]) -> None:
    _stock_put_lifecycle(backend, bucket_name, rules)
    backend.get_bucket(bucket_name).fleet_lifecycle = rules


def _get_lifecycle(self: S3Response) -> Any:
    """The rules as they were given: moto forgets the limits on object sizes."""
    bucket = self.backend.get_bucket(self.bucket_name)
    if not bucket.rules or not hasattr(bucket, "fleet_lifecycle"):
        return _stock_get_lifecycle(self)
    document = {"LifecycleConfiguration": {"@xmlns": NAMESPACE, "Rule": bucket.fleet_lifecycle}}
    return 200, {"Content-Type": "application/xml"}, xmltodict.unparse(document)
