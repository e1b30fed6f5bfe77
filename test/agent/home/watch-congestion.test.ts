import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TransferSlots } from '../../../agent/copies/transfer-slots';
import { homeClient } from '../../../agent/home/home-client';
import { isCongestion, watchCongestion } from '../../../agent/home/watch-congestion';

/** A store that answers requests one after the other as told, then well; and a client of it that is watched. */
async function clientOf(answers: ((request: IncomingMessage, response: ServerResponse) => void)[]) {
  const server = createServer((request, response) => {
    request.resume();
    const answer = answers.shift();
    if (answer) {
      answer(request, response);
    } else {
      response.writeHead(200, { etag: '"e"' }).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = homeClient({ endpoint, region: 'eu-central-1', credentials, forcePathStyle: true });
  const slots = new TransferSlots({ ceiling: 16 });
  watchCongestion(client, slots);
  onTestFinished(() => {
    client.destroy();
    server.close();
  });
  return { client, slots };
}

const answer = (status: number, code: string) => (_: IncomingMessage, response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
};
const hangUp = (request: IncomingMessage) => request.socket.destroy();

const GET = new GetObjectCommand({ Bucket: 'b', Key: 'k' });
const PUT = new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: 'x' });

describe('a client that is watched', () => {
  it.each([
    ['is throttled', answer(503, 'SlowDown')],
    ['is told to try later', answer(429, 'TooManyRequests')],
    ['broke off', hangUp],
  ])('tells of a request that %s although the repeated one succeeds', async (_, first) => {
    const { client, slots } = await clientOf([first]);
    await client.send(GET);
    expect(slots.status()).toMatchObject({ limit: 8, halvings: 1 });
  });

  it('tells of each attempt, uploads too', async () => {
    const { client, slots } = await clientOf([answer(503, 'SlowDown'), answer(503, 'SlowDown')]);
    await client.send(PUT);
    expect(slots.status().limit).toBe(4);
  });

  it.each([
    ['is well', []],
    ['meets no object', [answer(404, 'NoSuchKey')]],
    ['is refused', [answer(403, 'AccessDenied')]],
    ['lost a race', [answer(412, 'PreconditionFailed')]],
  ])('says nothing of a request that %s', async (_, answers) => {
    const { client, slots } = await clientOf([...answers]);
    await client.send(GET).catch(() => {});
    expect(slots.status()).toMatchObject({ limit: 16, halvings: 0 });
  });
});

it.each([
  [Object.assign(new Error('no byte'), { name: 'TimeoutError' }), true],
  [Object.assign(new Error('reset'), { code: 'ECONNRESET' }), true],
  [Object.assign(new Error('given up'), { name: 'AbortError' }), false],
  [Object.assign(new Error('nobody listens'), { code: 'ECONNREFUSED' }), false],
  [undefined, false],
])('%s is congestion: %s', (error, expected) => {
  expect(isCongestion(error)).toBe(expected);
});
