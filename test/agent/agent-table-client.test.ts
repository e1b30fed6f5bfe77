import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { monotonicClock } from '../../agent/monotonic-clock';
import { tableClient } from '../../agent/table/table-client';

const LEASE_SECONDS = 3;

describe('the DynamoDB client of a node', () => {
  let server: Server | undefined;

  afterEach(() => {
    vi.unstubAllEnvs();
    server?.closeAllConnections();
    server?.close();
  });

  it.each<readonly [string, RequestListener]>([
    ['that nobody answers', () => {}],
    ['whose answer breaks off', (_request, response) => response.writeHead(200, { 'content-length': 1000 }).write('{')],
  ])('gives up a call %s within a third of the lease', async (_case, answer) => {
    server = createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    const client = tableClient(LEASE_SECONDS);
    const startedMs = monotonicClock();
    await expect(client.send(new GetItemCommand({ TableName: 't', Key: { pk: { S: 'x' } } }))).rejects.toThrow();
    expect(monotonicClock() - startedMs).toBeLessThan((LEASE_SECONDS * 1000) / 3 + 500);
    client.destroy();
  });
});
