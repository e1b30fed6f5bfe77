"""Stacks as CloudFormation runs them: order, change sets, events, failures."""
