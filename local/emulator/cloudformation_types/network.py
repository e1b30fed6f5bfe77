"""AWS::EC2 types."""

from cloudformation_types.api_resource import ApiResource


class SubnetRouteTableAssociation(ApiResource):
    """moto notes it where no API shows it."""

    TYPE = "AWS::EC2::SubnetRouteTableAssociation"
    REPLACED_BY = ("SubnetId",)

    def create(self) -> None:
        answer = self.call("ec2", "associate_route_table", **self.properties)
        self.id = answer["AssociationId"]

    def remove(self) -> None:
        self.call("ec2", "disassociate_route_table", AssociationId=self.id)
