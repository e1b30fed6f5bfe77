import { AUTO_SCALING, CLOUDFORMATION, CLOUDWATCH, DYNAMODB, EC2, ECS, EVENTS, IAM, LOGS, SQS } from './apis';
import type { AskService } from './ask-service';
import { askJson, askQuery, askRest, type Question } from './question';

/** What exists in the cloud: one line a thing, `<kind> <name>`. */
export type Inventory = ReadonlySet<string>;

/** How things of one kind are listed, and found in the answer: by the first group of the pattern. */
interface Listing {
  readonly kind: string;
  readonly question: Question;
  readonly pattern: RegExp;
}

const LIVING_STACKS = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'DELETE_FAILED', 'ROLLBACK_COMPLETE'];
const LIVING_INSTANCES = ['pending', 'running', 'shutting-down', 'stopping', 'stopped'];

/** Kinds that a fleet makes by itself, beyond what its template declares, and the largest of those that it declares. */
const LISTINGS: readonly Listing[] = [
  {
    kind: 'stack',
    question: askQuery(CLOUDFORMATION, 'ListStacks', numbered('StackStatusFilter.member', LIVING_STACKS)),
    pattern: /<StackName>([^<]+)</g,
  },
  {
    kind: 'instance',
    question: askQuery(EC2, 'DescribeInstances', {
      'Filter.1.Name': 'instance-state-name',
      ...numbered('Filter.1.Value', LIVING_INSTANCES),
    }),
    pattern: /<instanceId>([^<]+)</g,
  },
  { kind: 'volume', question: askQuery(EC2, 'DescribeVolumes', {}), pattern: /<volumeId>([^<]+)</g },
  { kind: 'VPC', question: askQuery(EC2, 'DescribeVpcs', {}), pattern: /<vpcId>([^<]+)</g },
  {
    kind: 'network interface',
    question: askQuery(EC2, 'DescribeNetworkInterfaces', {}),
    pattern: /<networkInterfaceId>([^<]+)</g,
  },
  {
    kind: 'launch template',
    question: askQuery(EC2, 'DescribeLaunchTemplates', {}),
    pattern: /<launchTemplateName>([^<]+)</g,
  },
  {
    kind: 'Auto Scaling group',
    question: askQuery(AUTO_SCALING, 'DescribeAutoScalingGroups', {}),
    pattern: /<AutoScalingGroupName>([^<]+)</g,
  },
  { kind: 'alarm', question: askQuery(CLOUDWATCH, 'DescribeAlarms', {}), pattern: /<AlarmName>([^<]+)</g },
  { kind: 'role', question: askQuery(IAM, 'ListRoles', {}), pattern: /<RoleName>([^<]+)</g },
  { kind: 'bucket', question: askRest('s3', '/'), pattern: /<Name>([^<]+)</g },
  { kind: 'table', question: askJson(DYNAMODB, 'ListTables', {}), pattern: /[[,]"([^"]+)"/g },
  { kind: 'queue', question: askJson(SQS, 'ListQueues', {}), pattern: /"(https?:[^"]+)"/g },
  { kind: 'rule', question: askJson(EVENTS, 'ListRules', {}), pattern: /"Name":"([^"]+)"/g },
  { kind: 'function', question: askRest('lambda', '/2015-03-31/functions'), pattern: /"FunctionName":"([^"]+)"/g },
  { kind: 'log group', question: askJson(LOGS, 'DescribeLogGroups', {}), pattern: /"logGroupName":"([^"]+)"/g },
  { kind: 'ECS cluster', question: askJson(ECS, 'ListClusters', {}), pattern: /"(arn:[^"]+)"/g },
];

/** Returns what exists now; kinds that the emulator does not know are left out. */
export async function takeInventory(ask: AskService): Promise<Inventory> {
  const lists = await Promise.all(
    LISTINGS.map(async ({ kind, question, pattern }) => {
      const answer = await ask(question);
      return answer.kind === 'exists' ? namesIn(answer.text, pattern).map((name) => `${kind} ${name}`) : [];
    }),
  );
  return new Set(lists.flat());
}

function namesIn(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, name = '']) => name);
}

function numbered(prefix: string, values: readonly string[]): Record<string, string> {
  return Object.fromEntries(values.map((value, index) => [`${prefix}.${index + 1}`, value]));
}
