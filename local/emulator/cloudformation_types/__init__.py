"""Resource types that moto's CloudFormation lacks, or makes without half of their properties."""

# Importing a module registers its types.
from cloudformation_types import (  # noqa: F401
    application_auto_scaling,
    auto_scaling,
    container_service,
    custom_resource,
    dynamodb_table,
    elasticache_types,
    lambda_function,
    messaging,
    monitoring,
    network,
    s3_bucket,
    scheduling,
    service_discovery,
    state_machine,
)
