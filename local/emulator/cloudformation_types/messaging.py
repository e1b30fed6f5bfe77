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


class TopicPolicy(ApiResource):
    """Nothing is put back at its end: a topic of the stack goes with it."""

    TYPE = "AWS::SNS::TopicPolicy"

    def create(self) -> None:
        policy = json.dumps(self.properties["PolicyDocument"])
        for topic_arn in self.properties["Topics"]:
            self.call(
                "sns", "set_topic_attributes", TopicArn=topic_arn, AttributeName="Policy", AttributeValue=policy
            )


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
