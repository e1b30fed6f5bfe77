import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sealManifest } from '../../../core/home/manifest';
import { requestLimits } from '../../../lambda/adapters/request-limits';
import { homeEpochClient, S3HomeEpochs } from '../../../lambda/adapters/s3-home-epochs';

const LAMBDA = path.join(__dirname, '../../../lambda');
let server: Server | undefined;

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});

afterEach(() => {
  vi.unstubAllEnvs();
  server?.closeAllConnections();
  server?.close();
});

async function serve(answer: RequestListener): Promise<void> {
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

const breakOff: RequestListener = (_request, response) =>
  response.writeHead(200, { 'content-length': 1000 }).write('{');

describe('the clients of functions', () => {
  it.each<readonly [string, RequestListener]>([
    ['nobody answers', () => {}],
    ['whose answer breaks off', breakOff],
  ])('make a call again that %s', async (_case, answerFirst) => {
    let calls = 0;
    await serve((request, response) => {
      calls += 1;
      return calls === 1 ? answerFirst(request, response) : response.end('{"Item":{"pk":{"S":"x"}}}');
    });
    const client = new DynamoDBClient({ requestHandler: requestLimits(200) });
    const { Item } = await client.send(new GetItemCommand({ TableName: 't', Key: { pk: { S: 'x' } } }));
    client.destroy();
    expect(Item).toEqual({ pk: { S: 'x' } });
  });

  it('leave no home unread because the manifest of another breaks off', async () => {
    const manifest = JSON.stringify(sealManifest(undefined, { shardId: 'shard-00001', nodeId: 'n1', epoch: 3 }));
    await serve((request, response) =>
      request.url?.includes('shard-00001') ? response.end(manifest) : breakOff(request, response),
    );
    const client = homeEpochClient();
    const epochs = await new S3HomeEpochs(client, 'homes').epochsOf(['shard-00000', 'shard-00001']);
    client.destroy();
    expect(epochs.get('shard-00000')).toEqual({ unreadable: expect.stringContaining('TimeoutError') });
    expect(epochs.get('shard-00001')).toBe(3);
  });

  it('all have limits', () => {
    const files = readdirSync(LAMBDA, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const made = files.flatMap(
      (file) => readFileSync(path.join(LAMBDA, file), 'utf8').match(/new \w+Client\(.*\)/g) ?? [],
    );
    expect(made.filter((text) => !/CLIENT_LIMITS|requestLimits\(/.test(text))).toEqual([]);
    expect(made.length).toBeGreaterThan(10);
  });
});
