"""Base of the resource types that the emulator adds: each is made through the service's own API."""

from typing import Any, ClassVar

from botocore.exceptions import ClientError
from moto.core.common_models import CloudFormationModel

from aws_client import AWS

TYPES: dict[str, type["ApiResource"]] = {}
MISSING_WORDS = ("NotFound", "NoSuch", "NotExist", "does not exist", "not found", "Not Found", "not exist")


class ApiResource(CloudFormationModel):
    """One resource of a stack.

    A type says its name in `TYPE`, and how it is created; updating creates again, unless it says otherwise.
    """

    TYPE: ClassVar[str] = ""
    NAME_PROPERTY: ClassVar[str] = ""
    ATTRIBUTES: ClassVar[tuple[str, ...]] = ()
    # Properties that cannot change: a change makes a new resource and ends the old one.
    REPLACED_BY: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        if cls.TYPE:
            TYPES[cls.TYPE] = cls

    def __init__(self, name: str, properties: dict[str, Any], region: str, logical_id: str = "") -> None:
        self.name = name
        self.properties = properties
        self.region = region
        self.logical_id = logical_id
        self.id = name
        self.cf_resource_type = self.TYPE
        self.attributes: dict[str, Any] = {}

    def create(self) -> None:
        """Make it; set `id` and `attributes` where they differ from the name and nothing."""
        raise NotImplementedError

    def update(self, _previous: dict[str, Any]) -> None:
        """Bring it to the new properties."""
        self.create()

    def remove(self) -> None:
        """End it. Types that vanish with what they belong to leave this out."""

    def call(self, service: str, operation: str, /, **parameters: Any) -> dict[str, Any]:
        """Call an API of the resource's region with parameters fitted to it."""
        return AWS.call(service, operation, self.region, **parameters)

    def delete(self, _account_id: str, _region: str) -> None:
        """End it; something that is already gone is well."""
        try:
            self.remove()
        except ClientError as error:
            if not any(word in str(error) for word in MISSING_WORDS):
                raise

    # What moto's CloudFormation asks of a model.

    @property
    def physical_resource_id(self) -> str:
        return self.id

    @classmethod
    def cloudformation_name_type(cls) -> str:
        return cls.NAME_PROPERTY

    @classmethod
    def cloudformation_type(cls) -> str:
        return cls.TYPE

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        return attr in cls.ATTRIBUTES

    def get_cfn_attribute(self, attribute: str) -> Any:
        return self.attributes[attribute]

    def is_created(self) -> bool:
        return True

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: dict[str, Any], account_id: str, region_name: str, **named: Any
    ) -> "ApiResource":
        resource = cls(
            resource_name, cloudformation_json.get("Properties", {}), region_name, named.get("LogicalId", "")
        )
        resource.cf_resource_type = named.get("ResourceType", cls.TYPE)
        resource.create()
        return resource

    @classmethod
    def update_from_cloudformation_json(
        cls,
        original_resource: "ApiResource",
        new_resource_name: str,
        cloudformation_json: dict[str, Any],
        account_id: str,
        region_name: str,
    ) -> "ApiResource":
        properties = cloudformation_json.get("Properties", {})
        previous = original_resource.properties
        if any(previous.get(name) != properties.get(name) for name in cls.REPLACED_BY):
            replacement = cls(new_resource_name, properties, region_name, original_resource.logical_id)
            replacement.create()
            original_resource.delete(account_id, region_name)
            return replacement
        original_resource.properties = properties
        original_resource.update(previous)
        return original_resource
