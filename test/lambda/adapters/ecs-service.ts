import type { MotoServer } from '../../agent/moto-server';

/** Makes an ECS cluster and service in the emulator, without the client that nothing else here needs. */
export async function createEcsServices(emulator: MotoServer, cluster: string, services: readonly string[]) {
  await call(emulator, 'CreateCluster', { clusterName: cluster });
  const containerDefinitions = [{ name: 'app', image: 'app', memory: 64 }];
  await call(emulator, 'RegisterTaskDefinition', { family: 'app', containerDefinitions });
  for (const serviceName of services) {
    await call(emulator, 'CreateService', { cluster, serviceName, taskDefinition: 'app', desiredCount: 2 });
  }
}

async function call({ client }: MotoServer, operation: string, body: object): Promise<void> {
  const scope = `${client.credentials.accessKeyId}/20261121/${client.region}/ecs/aws4_request`;
  const answer = await fetch(client.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`,
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) {
    throw new Error(`${operation} failed with ${answer.status}: ${await answer.text()}`);
  }
}
