"""The environment in which a deployed function runs."""

import os
from typing import Any

from lambda_runner.code import module_folders
from lambda_runner.function_logs import log_group_of
from settings import SETTINGS


def function_environment(function: Any, task_root: str) -> dict[str, str]:
    """What was deployed, and on top what Lambda itself sets.

    @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    """
    deployed = {key: str(value) for key, value in function.environment_vars.items()}
    return {
        "PATH": os.environ.get("PATH", ""),
        "TZ": ":UTC",
        "NODE_PATH": os.pathsep.join(module_folders()),
        **deployed,
        **_addresses(function.region),
        # The call log tells callers apart by their key.
        "AWS_ACCESS_KEY_ID": f"lambda.{function.function_name}",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.run_time}",
        "AWS_LAMBDA_FUNCTION_NAME": function.function_name,
        "AWS_LAMBDA_FUNCTION_VERSION": str(function.version),
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_size),
        "AWS_LAMBDA_LOG_GROUP_NAME": log_group_of(function),
        "AWS_LAMBDA_LOG_STREAM_NAME": "warm",
        "LAMBDA_TASK_ROOT": task_root,
        "_HANDLER": function.handler,
    }


def _addresses(region: str) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": SETTINGS.url,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
    }
