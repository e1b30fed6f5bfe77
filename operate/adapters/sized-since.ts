import { DescribeTaskDefinitionCommand, type ECSClient, type TaskDefinition } from '@aws-sdk/client-ecs';

/** Revisions that are looked at, at most. */
const MOST_REVISIONS = 100;

/**
 * Returns since when tasks may have had their present size: when the oldest revision was registered that has it, as all after it have.
 * Looks no further back than to one that was registered before `fromMs`, and not past one that is deleted.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskDefinition.html
 */
export async function sizedSince(client: ECSClient, current: TaskDefinition, fromMs: number): Promise<number> {
  let oldest = current;
  for (let looked = 0; looked < MOST_REVISIONS && registeredMs(oldest) > fromMs; looked += 1) {
    const before = await revisionBeside(client, oldest, -1);
    if (before === undefined || !isSameSize(before, current)) {
      break;
    }
    oldest = before;
  }
  return registeredMs(oldest);
}

/** Whether a later revision has another size: a service that was set back from it had that size meanwhile. */
export async function isFollowedByOtherSize(client: ECSClient, current: TaskDefinition): Promise<boolean> {
  let newest = current;
  for (let looked = 0; looked < MOST_REVISIONS; looked += 1) {
    const after = await revisionBeside(client, newest, 1);
    if (after === undefined) {
      return false;
    }
    if (!isSameSize(after, current)) {
      return true;
    }
    newest = after;
  }
  return false;
}

function isSameSize(one: TaskDefinition, other: TaskDefinition): boolean {
  return one.cpu === other.cpu && one.memory === other.memory;
}

async function revisionBeside(
  client: ECSClient,
  definition: TaskDefinition,
  step: 1 | -1,
): Promise<TaskDefinition | undefined> {
  const revision = (definition.revision ?? 1) + step;
  if (revision < 1) {
    return undefined;
  }
  const taskDefinition = `${definition.family}:${revision}`;
  try {
    return (await client.send(new DescribeTaskDefinitionCommand({ taskDefinition }))).taskDefinition;
  } catch (error) {
    // What is deleted is answered with this; nobody knows its size any more.
    if ((error as Error).name === 'ClientException') {
      return undefined;
    }
    throw error;
  }
}

/** Without a time nothing before now can be trusted. */
function registeredMs({ registeredAt }: TaskDefinition): number {
  return registeredAt?.getTime() ?? Number.POSITIVE_INFINITY;
}
