"""Which S3 operation a request is, and those of its parameters that a policy decides on."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, unquote

_MULTIPART = {
    ("POST", "uploads"): "CreateMultipartUpload",
    ("GET", "uploads"): "ListMultipartUploads",
    ("PUT", "uploadId"): "UploadPart",
    ("GET", "uploadId"): "ListParts",
    ("POST", "uploadId"): "CompleteMultipartUpload",
    ("DELETE", "uploadId"): "AbortMultipartUpload",
}
_SUBRESOURCES = ("lifecycle", "versioning", "versions", "policy", "encryption", "tagging", "restore")
_DELETED_KEY = re.compile(rb"<Key>([^<]+)</Key>")
_LOGGED_QUERY = {"prefix": "Prefix", "versionId": "VersionId"}
_LOGGED_HEADERS = {
    "HTTP_IF_MATCH": "IfMatch",
    "HTTP_IF_NONE_MATCH": "IfNoneMatch",
    "HTTP_X_AMZ_COPY_SOURCE": "CopySource",
}


def describe_s3_request(environ: dict[str, Any], body: bytes) -> tuple[str, dict[str, Any]]:
    """Operation, and what it works on: of a deletion of many, every key."""
    bucket, _, key = unquote(environ.get("PATH_INFO", "/")).lstrip("/").partition("/")
    query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
    operation = _operation(environ, bool(key), query)
    params: dict[str, Any] = {"Bucket": bucket, "Key": key}
    params |= {name: query.get(parameter, "") for parameter, name in _LOGGED_QUERY.items()}
    params |= {name: environ.get(header, "") for header, name in _LOGGED_HEADERS.items()}
    if operation == "DeleteObjects":
        params["Keys"] = [unescape(found.decode()) for found in _DELETED_KEY.findall(body)]
    return operation, {name: value for name, value in params.items() if value}


def _operation(environ: dict[str, Any], has_key: bool, query: dict[str, str]) -> str:
    method = environ["REQUEST_METHOD"]
    for name in ("uploads", "uploadId"):
        if name in query:
            return _MULTIPART.get((method, name), f"{method} ?{name}")
    verb = method.capitalize()
    subresource = next((name for name in _SUBRESOURCES if name in query), "")
    if subresource:
        return f"{verb}{'Object' if has_key else 'Bucket'}{subresource.capitalize()}"
    if has_key:
        return "CopyObject" if "HTTP_X_AMZ_COPY_SOURCE" in environ else f"{verb}Object"
    return _bucket_operation(verb, query)


def _bucket_operation(verb: str, query: dict[str, str]) -> str:
    if verb == "Get":
        return "ListObjectsV2" if query.get("list-type") == "2" else "ListObjects"
    if verb == "Post" and "delete" in query:
        return "DeleteObjects"
    return {"Put": "CreateBucket"}.get(verb, f"{verb}Bucket")
