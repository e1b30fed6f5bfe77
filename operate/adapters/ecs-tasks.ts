import {
  type ContainerDefinition,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  RegisterTaskDefinitionCommand,
  type Service,
  type Tag,
  type TaskDefinition,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { OperateError } from '../operate-error';
import type { SizedContainer, SizedService, TaskPlace, TaskPort, TaskSizes } from '../right-size/ports';
import { resizeDefinition } from './resize-definition';
import { isFollowedByOtherSize, sizedSince } from './sized-since';

/** ECS services and their task definitions. */
export class EcsTasks implements TaskPort {
  constructor(private readonly client: ECSClient) {}

  async describe(cluster: string, service: string, fromMs: number): Promise<SizedService> {
    const found = await this.findService(cluster, service);
    const { taskDefinition } = await this.readDefinition(found.taskDefinition);
    const { cpu, memory, runtimePlatform } = taskDefinition;
    if (cpu === undefined || memory === undefined) {
      throw new OperateError(
        `the tasks of ${cluster}/${service} have no size of their own; set cpu and memory of the task definition, not only of its containers`,
      );
    }
    if (runtimePlatform?.operatingSystemFamily?.startsWith('WINDOWS')) {
      throw new OperateError(`the tasks of ${cluster}/${service} run on Windows; only Linux can be weighed`);
    }
    const locked = lockOf(found);
    return {
      cluster,
      service,
      place: placeOf(found, taskDefinition),
      architecture: runtimePlatform?.cpuArchitecture === 'ARM64' ? 'arm64' : 'x86_64',
      tasks: found.runningCount || found.desiredCount || 0,
      taskDefinitionArn: found.taskDefinition ?? '',
      cpuUnits: Number(cpu),
      memoryMib: Number(memory),
      containers: (taskDefinition.containerDefinitions ?? []).map(toSizedContainer),
      sizedSinceMs: await this.sizedSince(found, taskDefinition, fromMs),
      ...(locked === undefined ? {} : { locked }),
    };
  }

  /**
   * Leaves the number of tasks to whoever owns it.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
   */
  async rollOut(service: SizedService, sizes: TaskSizes): Promise<string> {
    const { taskDefinition, tags } = await this.readDefinition(service.taskDefinitionArn);
    const registered = await this.client.send(
      new RegisterTaskDefinitionCommand({
        ...resizeDefinition(taskDefinition, sizes),
        ...(tags.length > 0 ? { tags } : {}),
      }),
    );
    const arn = registered.taskDefinition?.taskDefinitionArn;
    if (arn === undefined) {
      throw new OperateError('ECS registered the task definition and did not name it; look in its console');
    }
    await this.client.send(
      new UpdateServiceCommand({ cluster: service.cluster, service: service.service, taskDefinition: arn }),
    );
    return arn;
  }

  /** A revision that is the first of its size, or that the service was set back to, counts from its deployment on. */
  private async sizedSince(service: Service, definition: TaskDefinition, fromMs: number): Promise<number> {
    const sizedMs = await sizedSince(this.client, definition, fromMs);
    const isFirst = definition.registeredAt?.getTime() === sizedMs;
    const counts = isFirst || (await isFollowedByOtherSize(this.client, definition));
    return counts ? Math.max(sizedMs, deployedMs(service) ?? sizedMs) : sizedMs;
  }

  private async findService(cluster: string, name: string): Promise<Service> {
    const answer = await this.client
      .send(new DescribeServicesCommand({ cluster, services: [name] }))
      .catch((error: Error) => {
        if (error.name === 'ClusterNotFoundException') {
          throw new OperateError(`there is no ECS cluster ${cluster} here; check --region and --profile`, {
            cause: error,
          });
        }
        throw error;
      });
    const service = answer.services?.find((one) => one.status === 'ACTIVE');
    if (service === undefined) {
      throw new OperateError(`there is no ECS service ${name} in the cluster ${cluster}; check its name`);
    }
    return service;
  }

  private async readDefinition(arn: string | undefined): Promise<{ taskDefinition: TaskDefinition; tags: Tag[] }> {
    const answer = await this.client.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: arn, include: ['TAGS'] }),
    );
    return { taskDefinition: answer.taskDefinition ?? {}, tags: (answer.tags ?? []).filter(isOwn) };
  }
}

/**
 * AWS's own tags, such as those of Service Catalog, cannot be given by anybody else.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */
function isOwn({ key = '' }: Tag): boolean {
  return !/^aws:/i.test(key);
}

function placeOf(service: Service, definition: TaskDefinition): TaskPlace {
  const providers = (service.capacityProviderStrategy ?? []).map((item) => item.capacityProvider);
  if (providers.length > 0) {
    return placeOfProviders(providers);
  }
  const launchType = service.launchType ?? definition.requiresCompatibilities?.[0];
  return launchType === 'FARGATE' ? 'fargate' : 'nodes';
}

function placeOfProviders(providers: readonly (string | undefined)[]): TaskPlace {
  if (!providers.every((provider) => provider?.startsWith('FARGATE'))) {
    return 'nodes';
  }
  return providers.includes('FARGATE_SPOT') ? 'fargate-spot' : 'fargate';
}

/** When what the service runs now was deployed. */
function deployedMs({ deployments = [] }: Service): number | undefined {
  return deployments.find((deployment) => deployment.status === 'PRIMARY')?.createdAt?.getTime();
}

/** CodeDeploy and other controllers choose the task definition themselves. */
function lockOf({ deploymentController, deployments = [] }: Service): string | undefined {
  const controller = deploymentController?.type ?? 'ECS';
  if (controller !== 'ECS') {
    return `its deployments are made by ${controller}: deploy the new size there`;
  }
  return deployments.length > 1 ? 'a deployment is in progress: try again when it is done' : undefined;
}

function toSizedContainer({ name, cpu, memory, memoryReservation }: ContainerDefinition): SizedContainer {
  return {
    name: name ?? '',
    cpuUnits: cpu ?? 0,
    ...(memory === undefined ? {} : { memoryMib: memory }),
    ...(memoryReservation === undefined ? {} : { reservationMib: memoryReservation }),
  };
}
