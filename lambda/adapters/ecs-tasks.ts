import { ClusterNotFoundException, DescribeServicesCommand, type ECSClient, type Service } from '@aws-sdk/client-ecs';
import type { ServiceMessage, ServiceTasks } from '../../core/service-scaling/find-shortage';
import { inParallel } from '../in-parallel';
import type { TaskPort } from '../service-scaler/service-scaler-ports';

/**
 * Services in one call, all of one cluster.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html
 */
const SERVICES_PER_CALL = 10;
const WIDTH = 4;

/** Services on ECS. */
export class EcsTasks implements TaskPort {
  constructor(private readonly client: ECSClient) {}

  async describe(resourceIds: readonly string[]): Promise<ReadonlyMap<string, ServiceTasks>> {
    const tasks = new Map<string, ServiceTasks>();
    await inParallel(WIDTH, batchesOf(resourceIds), async ({ cluster, names }) => {
      for (const service of await this.describeSome(cluster, names)) {
        if (service.status === 'ACTIVE') {
          tasks.set(`service/${cluster}/${service.serviceName}`, toTasks(service));
        }
      }
    });
    return tasks;
  }

  /** A cluster that is gone has no services. */
  private async describeSome(cluster: string, services: string[]): Promise<readonly Service[]> {
    try {
      const answer = await this.client.send(new DescribeServicesCommand({ cluster, services }));
      return answer.services ?? [];
    } catch (error) {
      if (error instanceof ClusterNotFoundException) {
        return [];
      }
      throw error;
    }
  }
}

interface Batch {
  readonly cluster: string;
  readonly names: string[];
}

function batchesOf(resourceIds: readonly string[]): readonly Batch[] {
  const byCluster = new Map<string, string[]>();
  for (const id of resourceIds) {
    const [, cluster = '', name = ''] = id.split('/');
    byCluster.set(cluster, [...(byCluster.get(cluster) ?? []), name]);
  }
  return [...byCluster].flatMap(([cluster, names]) => {
    const starts = Array.from({ length: Math.ceil(names.length / SERVICES_PER_CALL) }, (_, i) => i * SERVICES_PER_CALL);
    return starts.map((start) => ({ cluster, names: names.slice(start, start + SERVICES_PER_CALL) }));
  });
}

/**
 * CodeDeploy's deployments, and those of others outside ECS, are task sets.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html
 */
function toTasks(service: Service): ServiceTasks {
  const { desiredCount = 0, runningCount = 0, deployments = [], taskSets = [], events = [] } = service;
  return {
    desired: desiredCount,
    running: runningCount,
    isDeploying: Math.max(deployments.length, taskSets.length) > 1,
    events: events.flatMap(({ createdAt, message }): ServiceMessage[] =>
      createdAt && message ? [{ atMs: createdAt.getTime(), message }] : [],
    ),
  };
}
