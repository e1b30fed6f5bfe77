"""AWS::SQS and AWS::SNS types that moto lacks."""

import json

from cloudformation_types.api_resource import ApiResource


class QueuePolicy(ApiResource):
    TYPE = "AWS::SQS::QueuePolicy"

    def create(self) -> None:
        self._set(json.dumps(self.properties["PolicyDocument"]))

    def remove(self) -> None:
        self._set("")

    def _set(self, policy: str) -> None:
        for queue_url in self.properties["Queues"]:
            self.call("sqs", "set_queue_attributes", QueueUrl=queue_url, Attributes={"Policy": policy})


class Subscription(ApiResource):
    TYPE = "AWS::SNS::Subscription"
    ATTRIBUTES = ("Arn",)
    REPLACED_BY = ("TopicArn", "Protocol", "Endpoint")

    def create(self) -> None:
        answer = self.call("sns", "subscribe", **self.properties, ReturnSubscriptionArn=True)
        self.id = answer["SubscriptionArn"]
        self.attributes["Arn"] = self.id

    def remove(self) -> None:
        self.call("sns", "unsubscribe", SubscriptionArn=self.id)
