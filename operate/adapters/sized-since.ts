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
    const before = await revisionBefore(client, oldest);
    if (before === undefined || before.cpu !== current.cpu || before.memory !== current.memory) {
      break;
    }
    oldest = before;
  }
  return registeredMs(oldest);
}

async function revisionBefore(client: ECSClient, definition: TaskDefinition): Promise<TaskDefinition | undefined> {
  const revision = (definition.revision ?? 1) - 1;
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
