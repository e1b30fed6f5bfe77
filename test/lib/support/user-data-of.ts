import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

/** Stands for values that only the deployment knows, as long as the longest of ours. */
const LONGEST_NAME = 'x'.repeat(128);

/** Returns the user data of the one launch template of a stack; what only the deployment knows is `unknown`. */
export function userDataOf(stack: Stack, unknown: string = LONGEST_NAME): string {
  const [template] = Object.values(Template.fromStack(stack).findResources('AWS::EC2::LaunchTemplate'));
  return textOf(template?.Properties.LaunchTemplateData.UserData['Fn::Base64'], unknown);
}

function textOf(value: unknown, unknown: string): string {
  if (typeof value === 'string') {
    return value;
  }
  const [separator, parts] = (value as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join'] ?? ['', []];
  return parts.map((part) => (typeof part === 'string' ? part : unknown)).join(separator);
}
