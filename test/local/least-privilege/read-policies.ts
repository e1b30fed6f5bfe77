import type { LocalCloud } from '../../../local/cloud/cloud';
import { AUTO_SCALING, IAM } from '../../../local/cloud/verify/apis';
import { type AskService, serviceAsker } from '../../../local/cloud/verify/ask-service';
import { askQuery, askRest, type Question } from '../../../local/cloud/verify/question';
import type { DeployedPolicies, DeployedRole, PolicyDocument, Statement } from './policies';

/** Made by CDK itself for `autoDeleteObjects`; its rights are not ours to choose. */
const CDK_PROVIDER = 'CustomS3AutoDeleteObjects';
/** In a role's generated name, what its construct is called within the fleet `Database` or the service scaler `Web`. */
const ROLE_NAME = /-(?:Database|Web)(\w+?)Role[0-9A-F]{8}-/;

/** Returns the policies of the deployed functions' and nodes' roles, and of the buckets, as the cloud holds them: resolved. */
export async function readPolicies(cloud: Pick<LocalCloud, 'endpoint' | 'region'>): Promise<DeployedPolicies> {
  const ask = serviceAsker(cloud);
  const functions = JSON.parse(await answerOf(ask, askRest('lambda', '/2015-03-31/functions'))) as FunctionList;
  const ours = functions.Functions.filter(({ FunctionName }) => !FunctionName.includes(CDK_PROVIDER));
  const ofFunctions = ours.map(({ FunctionName, Role }) => readRole(ask, Role, `lambda.${FunctionName}`));
  const profiles = await answerOf(ask, askQuery(IAM, 'ListInstanceProfiles', {}));
  const ofNodes = all(profiles, /<Arn>([^<]+:role\/[^<]+)</g).map((arn) => readRole(ask, arn, 'node.'));
  const roles = await Promise.all([...ofFunctions, ...ofNodes]);
  const [, , , , account = ''] = roles[0]?.arn.split(':') ?? [];
  const place = { region: cloud.region, account, groupName: await readGroupName(ask) };
  return { roles, bucketPolicies: await readBucketPolicies(ask), place };
}

interface FunctionList {
  readonly Functions: readonly { readonly FunctionName: string; readonly Role: string }[];
}

async function readRole(ask: AskService, arn: string, callerPrefix: string): Promise<DeployedRole> {
  const RoleName = arn.split('/').at(-1) ?? '';
  const attached = await answerOf(ask, askQuery(IAM, 'ListAttachedRolePolicies', { RoleName }));
  if (attached.includes('<PolicyArn>')) {
    throw new Error(`${RoleName} has managed policies; only policies of its own are compared`);
  }
  const names = all(await answerOf(ask, askQuery(IAM, 'ListRolePolicies', { RoleName })), /<member>([^<]+)</g);
  const statements = await Promise.all(names.map((PolicyName) => readStatements(ask, RoleName, PolicyName)));
  const name = ROLE_NAME.exec(RoleName)?.[1] ?? RoleName;
  return { name, arn, callerPrefix, statements: statements.flat() };
}

async function readStatements(ask: AskService, RoleName: string, PolicyName: string): Promise<readonly Statement[]> {
  const answer = await answerOf(ask, askQuery(IAM, 'GetRolePolicy', { RoleName, PolicyName }));
  const [encoded = ''] = all(answer, /<PolicyDocument>([^<]+)</g);
  return (JSON.parse(decodeURIComponent(encoded)) as PolicyDocument).Statement;
}

/** Empty without a group. @throws Error for several: of a call that names an instance alone, the log does not tell the group. */
async function readGroupName(ask: AskService): Promise<string> {
  const groups = await answerOf(ask, askQuery(AUTO_SCALING, 'DescribeAutoScalingGroups', {}));
  const [name = '', ...more] = new Set(all(groups, /<AutoScalingGroupName>([^<]+)</g));
  if (more.length > 0) {
    throw new Error(
      `rights can be compared where at most one Auto Scaling group is deployed, found: ${[name, ...more]}`,
    );
  }
  return name;
}

async function readBucketPolicies(ask: AskService): Promise<ReadonlyMap<string, PolicyDocument>> {
  const buckets = all(await answerOf(ask, askRest('s3', '/')), /<Name>([^<]+)</g);
  const policies = await Promise.all(
    buckets.map(async (bucket) => {
      const text = await answerOf(ask, askRest('s3', `/${bucket}`, 'policy='));
      return [`arn:aws:s3:::${bucket}`, JSON.parse(text) as PolicyDocument] as const;
    }),
  );
  return new Map(policies);
}

/** @throws Error when the cloud does not answer. */
async function answerOf(ask: AskService, question: Question): Promise<string> {
  const answer = await ask(question);
  if (answer.kind !== 'exists') {
    throw new Error(`the policies cannot be read: ${answer.detail}`);
  }
  return answer.text;
}

function all(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, found = '']) => found);
}
