import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { renderAnswer, sendAnswer } from '../../../lambda/cloudformation/custom-resource';

const REQUEST = {
  RequestType: 'Create',
  ResponseURL: '',
  StackId: 'stack',
  RequestId: 'request',
  LogicalResourceId: 'Guard',
} as const;

interface Received {
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Runs `work` with the URL of a server that answers with these statuses, the last again and again, and returns what that got. */
async function receive(statuses: readonly number[], work: (url: string) => Promise<void>): Promise<Received[]> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    received.push({ method: request.method, headers: request.headers, body: Buffer.concat(chunks).toString() });
    const status = statuses[received.length - 1] ?? statuses.at(-1) ?? 200;
    response.writeHead(status).end('refused');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/answer`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
  return received;
}

describe('the answer to CloudFormation', () => {
  it('names the request, and itself by the logical id', () => {
    expect(JSON.parse(renderAnswer(REQUEST, { status: 'SUCCESS' }))).toEqual({
      Status: 'SUCCESS',
      PhysicalResourceId: 'Guard',
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'Guard',
    });
  });

  it('names itself otherwise where the verdict on its creation says so', () => {
    expect(JSON.parse(renderAnswer(REQUEST, { status: 'SUCCESS', id: 'own' }))).toHaveProperty(
      'PhysicalResourceId',
      'own',
    );
  });

  it('keeps the physical id, so that an update never replaces the guard', () => {
    const request = { ...REQUEST, RequestType: 'Update', PhysicalResourceId: 'as-before' } as const;

    const answer = renderAnswer(request, { status: 'SUCCESS', id: 'own' });
    expect(JSON.parse(answer)).toHaveProperty('PhysicalResourceId', 'as-before');
  });

  it('says why it refuses', () => {
    const answer = renderAnswer(REQUEST, { status: 'FAILED', reason: 'park first' });

    expect(JSON.parse(answer)).toMatchObject({ Status: 'FAILED', Reason: 'park first' });
  });

  it('is put with its length and without a content type, which the signature of the URL does not cover', async () => {
    const [received] = await receive([200], (url) => sendAnswer(url, '{"Status":"SUCCESS"}'));

    expect(received).toMatchObject({ method: 'PUT', body: '{"Status":"SUCCESS"}' });
    expect(received?.headers).toHaveProperty('content-length', '20');
    expect(received?.headers).not.toHaveProperty('content-type');
  });

  it('fails when it is not taken', async () => {
    const received = await receive([403], async (url) => {
      await expect(sendAnswer(url, '{}')).rejects.toThrow('CloudFormation did not take the answer: 403 refused');
    });

    expect(received).toHaveLength(5);
  });

  it('is put again when S3 is out of order for a moment', async () => {
    const received = await receive([503, 500, 200], (url) => sendAnswer(url, '{}'));

    expect(received).toHaveLength(3);
  });
});
