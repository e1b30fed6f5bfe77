import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MetadataClient } from '../../../agent/metadata/metadata-client';
import { type MetadataServer, startMetadataServer } from '../../../local/metadata/metadata-server';

const PLAYED = {
  instanceId: 'i-1',
  zone: 'eu-central-1a',
  region: 'eu-central-1',
  instanceType: 'i4i.large',
  privateAddress: '10.0.0.7',
};

/** A slow machine makes no fault. */
const PATIENT = { clock: () => 0, requestLimitMs: 120_000 };

describe('MetadataClient', () => {
  let server: MetadataServer;

  beforeAll(async () => {
    server = await startMetadataServer();
  });

  afterAll(() => server.close());

  function client(instanceId = 'i-1'): MetadataClient {
    return new MetadataClient({ ...PATIENT, endpoint: server.add({ ...PLAYED, instanceId }) });
  }

  it('tells who the instance is', async () => {
    expect(await client().identity()).toEqual(PLAYED);
  });

  it('sees no notice while there is none', async () => {
    const quiet = client('i-quiet');
    expect(await quiet.spotAction()).toBeUndefined();
    expect(await quiet.rebalanceRecommendation()).toBeUndefined();
  });

  it('sees the notice of its own instance alone', async () => {
    const [taken, spared] = [client('i-taken'), client('i-spared')];
    server.giveSpotNotice('i-taken', '2026-11-21T10:00:00Z');
    server.recommendRebalance('i-taken', '2026-11-21T09:58:00Z');
    expect(await taken.spotAction()).toEqual({ action: 'terminate', time: '2026-11-21T10:00:00Z' });
    expect(await taken.rebalanceRecommendation()).toBe('2026-11-21T09:58:00Z');
    expect(await spared.spotAction()).toBeUndefined();
  });

  it('gets a new token when the old one is refused', async () => {
    const resumed = client('i-resumed');
    await resumed.identity();
    server.add({ ...PLAYED, instanceId: 'i-resumed' });
    expect((await resumed.identity()).instanceId).toBe('i-resumed');
  });

  it('fails, naming the endpoint, when nobody answers', async () => {
    const nobody = new MetadataClient({ endpoint: 'http://127.0.0.1:1', clock: () => 0 });
    await expect(nobody.identity()).rejects.toMatchObject({
      name: 'MetadataError',
      message: 'PUT http://127.0.0.1:1/latest/api/token got no answer within 1000 ms',
    });
  });
});

describe('MetadataClient against odd answers', () => {
  /** Answers tokens in order, and every document with one text. */
  async function played(status: number, text: string) {
    const tokens: string[] = [];
    const server = createServer((request, response) => {
      if (request.method === 'PUT') {
        tokens.push(String(request.headers['x-aws-ec2-metadata-token-ttl-seconds']));
        response.end(`token ${tokens.length}`);
        return;
      }
      response.writeHead(status).end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const close = () => {
      server.close();
      server.closeAllConnections();
    };
    return { endpoint, tokens, close };
  }

  it.each([
    [200, 'no json', 'meta-data/spot/instance-action is no JSON: no json'],
    [200, '7', 'expected a JSON object'],
    [200, '{"action":"dance","time":"x"}', 'action is dance; expected stop, terminate or hibernate'],
    [200, '{"action":"stop"}', 'time is undefined; expected a text'],
    [503, '', 'answered 503 for meta-data/spot/instance-action'],
    [401, '', 'answered 401 for meta-data/spot/instance-action'],
  ])('fails for %i %s', async (status, text, message) => {
    const { endpoint, close } = await played(status, text);
    await expect(new MetadataClient({ ...PATIENT, endpoint }).spotAction()).rejects.toThrow(message);
    close();
  });

  it('replaces its token five minutes before six hours are over', async () => {
    const { endpoint, tokens, close } = await played(404, '');
    let nowMs = 0;
    const client = new MetadataClient({ ...PATIENT, endpoint, clock: () => nowMs });
    await client.spotAction();
    nowMs = 21_300_000 - 1;
    await client.spotAction();
    expect(tokens).toEqual(['21600']);
    nowMs = 21_300_000;
    await client.spotAction();
    expect(tokens).toEqual(['21600', '21600']);
    close();
  });
});
