import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What one instance's metadata says. */
export interface PlayedMetadata {
  readonly instanceId: string;
  readonly zone: string;
  readonly region: string;
  readonly instanceType: string;
  readonly privateAddress: string;
}

/** Stands in for the instance metadata service, version 2, of many instances: each has an endpoint of its own. */
export interface MetadataServer {
  /** Endpoint for the agent that plays the instance; adds the instance or replaces what was known of it. */
  add(metadata: PlayedMetadata): string;
  /** From now on the instance sees a Spot notice of that time (ISO 8601). */
  giveSpotNotice(instanceId: string, time: string): void;
  /** From now on the instance sees a rebalance recommendation of that time (ISO 8601). */
  recommendRebalance(instanceId: string, time: string): void;
  /** Forgets an instance. */
  remove(instanceId: string): void;
  close(): Promise<void>;
}

interface Instance {
  readonly metadata: PlayedMetadata;
  readonly tokens: Set<string>;
  spotTime?: string;
  rebalanceTime?: string;
}

/** Starts the stand-in on a free loopback port. */
export async function startMetadataServer(): Promise<MetadataServer> {
  const instances = new Map<string, Instance>();
  const server = createServer((request, response) => answer(instances, request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    add: (metadata) => {
      instances.set(metadata.instanceId, { metadata, tokens: new Set() });
      return `http://127.0.0.1:${port}/${metadata.instanceId}`;
    },
    giveSpotNotice: (instanceId, time) => {
      known(instances, instanceId).spotTime = time;
    },
    recommendRebalance: (instanceId, time) => {
      known(instances, instanceId).rebalanceTime = time;
    },
    remove: (instanceId) => void instances.delete(instanceId),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function known(instances: ReadonlyMap<string, Instance>, instanceId: string): Instance {
  const instance = instances.get(instanceId);
  if (instance === undefined) {
    throw new Error(`${instanceId} has no metadata; known are ${[...instances.keys()].join(', ') || 'none'}`);
  }
  return instance;
}

function answer(instances: ReadonlyMap<string, Instance>, request: IncomingMessage, response: ServerResponse): void {
  const [, instanceId = '', ...rest] = (request.url ?? '').split('/');
  const instance = instances.get(instanceId);
  const reply = instance === undefined ? NOT_FOUND : replyOf(instance, request, rest.join('/'));
  response.writeHead(reply.status, { 'content-type': 'text/plain' });
  response.end(reply.body);
}

interface Reply {
  readonly status: number;
  readonly body: string;
}

const NOT_FOUND: Reply = { status: 404, body: '' };
const UNAUTHORIZED: Reply = { status: 401, body: '' };

function replyOf(instance: Instance, request: IncomingMessage, path: string): Reply {
  if (request.method === 'PUT' && path === 'latest/api/token') {
    const token = randomUUID();
    instance.tokens.add(token);
    return { status: 200, body: token };
  }
  if (!instance.tokens.has(String(request.headers['x-aws-ec2-metadata-token']))) {
    return UNAUTHORIZED;
  }
  const body = request.method === 'GET' ? bodyOf(instance, path) : undefined;
  return body === undefined ? NOT_FOUND : { status: 200, body };
}

function bodyOf({ metadata, spotTime, rebalanceTime }: Instance, path: string): string | undefined {
  switch (path) {
    case 'latest/dynamic/instance-identity/document':
      return identityDocument(metadata);
    case 'latest/meta-data/spot/instance-action':
      return spotTime && JSON.stringify({ action: 'terminate', time: spotTime });
    case 'latest/meta-data/events/recommendations/rebalance':
      return rebalanceTime && JSON.stringify({ noticeTime: rebalanceTime });
    case 'latest/meta-data/instance-life-cycle':
      return 'spot';
    default:
      return undefined;
  }
}

function identityDocument({ instanceId, zone, region, instanceType, privateAddress }: PlayedMetadata): string {
  return JSON.stringify({ instanceId, availabilityZone: zone, region, instanceType, privateIp: privateAddress });
}
