import type { LoggedCall } from '../../../local/laws/call-log';
import type { DeployedPolicies, DeployedRole, Statement } from './policies';

export const PLACE = { region: 'us-east-1', account: '123456789012', groupName: 'nodes' };
export const TABLE = 'arn:aws:dynamodb:us-east-1:123456789012:table/shards';
export const BUCKET = 'arn:aws:s3:::homes';

/** Returns a call by the agent of one instance. */
export function nodeCall(service: string, operation: string, params: object = {}, status = 200): LoggedCall {
  const call = { seq: 1, nowMs: 0, caller: 'node.i-1', service, operation, status };
  return { ...call, params: params as Record<string, unknown> };
}

/** Returns a statement that allows. */
export function allow(action: string | string[], resource: string, leadingKeys: string[] = []): Statement {
  const statement = { Effect: 'Allow', Action: action, Resource: resource };
  return leadingKeys.length === 0
    ? statement
    : { ...statement, Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': leadingKeys } } };
}

/** Returns the role of the nodes with these statements. */
export function nodes(...statements: Statement[]): DeployedRole {
  return { name: 'Nodes', arn: 'arn:aws:iam::123456789012:role/nodes', callerPrefix: 'node.', statements };
}

/** Returns policies in which only the nodes have a role. */
export function policiesOf(role: DeployedRole): DeployedPolicies {
  return { roles: [role], bucketPolicies: new Map(), place: PLACE };
}
