import type { ContainerDefinition, RegisterTaskDefinitionCommandInput, TaskDefinition } from '@aws-sdk/client-ecs';
import type { TaskSizes } from '../right-size/ports';

/** What DescribeTaskDefinition adds, and RegisterTaskDefinition refuses. */
const ADDED: readonly (keyof TaskDefinition)[] = [
  'taskDefinitionArn',
  'revision',
  'status',
  'requiresAttributes',
  'compatibilities',
  'registeredAt',
  'registeredBy',
  'deregisteredAt',
];

/**
 * Returns a described task definition as it is registered anew with other sizes; all else stays as it is. Pure.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */
export function resizeDefinition(definition: TaskDefinition, sizes: TaskSizes): RegisterTaskDefinitionCommandInput {
  const kept = Object.entries(definition).filter(([key]) => !ADDED.includes(key as keyof TaskDefinition));
  return {
    ...(Object.fromEntries(kept) as TaskDefinition),
    family: definition.family,
    cpu: String(sizes.cpuUnits),
    memory: String(sizes.memoryMib),
    containerDefinitions: definition.containerDefinitions?.map((container) => resizeContainer(container, sizes)),
  };
}

function resizeContainer(container: ContainerDefinition, { containers }: TaskSizes): ContainerDefinition {
  const sized = containers.find((one) => one.name === container.name);
  return sized === undefined
    ? container
    : { ...container, cpu: sized.cpuUnits, memory: sized.memoryMib, memoryReservation: sized.reservationMib };
}
