import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { ServiceRefusalError, ServiceTimeoutError } from '../../../agent/errors';
import type { ProgramPort } from '../../../agent/ports';
import { httpProgram, type ProgramLimits } from '../../../agent/program/http-program';

type Reply = (request: IncomingMessage, response: ServerResponse) => void;
const ORDER = { shardId: 's', role: 'owner', epoch: 3, version: 7, directory: '/d', validUntilMs: 99 } as const;

describe('a service over loopback HTTP', () => {
  let server: Server | undefined;

  afterEach(async () => {
    server?.closeAllConnections();
    server?.close();
  });

  async function programOf(reply: Reply, limits: Partial<ProgramLimits> = {}): Promise<ProgramPort> {
    const patient = { durableMs: 120_000, extendMs: 120_000, statsMs: 120_000 };
    server = createServer(reply).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return httpProgram(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { ...patient, ...limits });
  }

  it('is told what docs/service-protocol.md says', async () => {
    const calls: string[] = [];
    const program = await programOf(async (request, response) => {
      calls.push(`${request.method} ${request.url} ${await text(request)}`);
      response.end(request.url === '/shards' ? '{}' : '');
    });
    await program.open(ORDER);
    await program.flush('s', 3);
    await program.durable('s', 3, 8);
    await program.close('s', 3);
    await program.extend(100);
    await program.stats();
    expect(calls).toEqual([
      'POST /shards/s/open {"role":"owner","epoch":3,"version":7,"directory":"/d","validUntilMs":99}',
      'POST /shards/s/flush {"epoch":3}',
      'POST /shards/s/durable {"epoch":3,"version":8}',
      'POST /shards/s/close {"epoch":3}',
      'POST /lease {"validUntilMs":100}',
      'GET /shards ',
    ]);
  });

  it('names the files that a flush left, or all of them by saying nothing', async () => {
    const program = await programOf(({ url }, response) => {
      response.end(url?.endsWith('flush') ? '{"files":["log/1","log/2"]}' : '');
    });
    expect(await program.flush('s', 1)).toEqual(['log/1', 'log/2']);
    expect(await program.close('s', 1)).toBeUndefined();
  });

  it('may name as many files as a node may have', async () => {
    const files = Array.from({ length: 300_000 }, (_, index) => `${index}`.padStart(100, 'folder/'));
    const program = await programOf((_request, response) => response.end(JSON.stringify({ files })));
    expect(await program.flush('s', 1)).toHaveLength(files.length);
  });

  it('names all files by an empty object too', async () => {
    const program = await programOf((_request, response) => response.end('{}'));
    expect(await program.flush('s', 1)).toBeUndefined();
  });

  it.each([
    ['a path outside of the directory', '{"files":["../other/1"]}'],
    ['a path that is absolute', '{"files":["/etc/passwd"]}'],
    ['a file of its own', '{"files":[".lock"]}'],
    ['no list', '{"files":"all"}'],
    ['a failure of status 200', '{"error":"the disk is full"}'],
    ['a list by another name', '{"paths":["log/1"]}'],
    ['no JSON', 'flushed'],
  ])('fails when a flush answers with %s', async (_, answer) => {
    const program = await programOf((_request, response) => response.end(answer));
    await expect(program.flush('s', 1)).rejects.toThrow(ServiceRefusalError);
  });

  it('says how its shards fare', async () => {
    const stats = { s: { load: 0.5, dirtyBytes: 10, dirtyForMs: 5 } };
    const program = await programOf((_request, response) => response.end(JSON.stringify(stats)));
    expect(await program.stats()).toEqual(stats);
  });

  it.each([
    '{"load":-1e-17,"dirtyBytes":0,"dirtyForMs":0}',
    '{"load":1e308,"dirtyBytes":0,"dirtyForMs":0}',
    '{"load":1}',
    'null',
  ])('says %s of a shard, which is what is wrong with that one alone', async (wrong) => {
    const sound = { load: 0.5, dirtyBytes: 10, dirtyForMs: 5 };
    const answer = `{"s7":${wrong},"s8":${JSON.stringify(sound)}}`;
    const program = await programOf((_request, response) => response.end(answer));
    const { s7, s8 } = await program.stats();
    expect(s8).toEqual(sound);
    expect(s7).toBeInstanceOf(ServiceRefusalError);
    expect((s7 as Error).message).toMatch(/s7.*\{ load, dirtyBytes, dirtyForMs \}/);
  });

  it('fails when it says what is no JSON, and shows where', async () => {
    const program = await programOf((_request, response) => response.end(`{"${'s'.repeat(200)}":{"load":NaN}}`));
    await expect(program.stats()).rejects.toThrow(/not JSON: .*"load":NaN/);
  });

  it.each(['[]', 'null', '"none"', 'none'])('fails when it says %s of its shards', async (answer) => {
    const program = await programOf((_request, response) => response.end(answer));
    await expect(program.stats()).rejects.toThrow(ServiceRefusalError);
  });

  it('fails when it does not answer in time', async () => {
    const program = await programOf(() => {}, { closeMs: 30 });
    const closing = program.close('s', 1);
    await expect(closing).rejects.toThrow(ServiceTimeoutError);
    await expect(closing).rejects.toThrow(/shards\/s\/close: no answer within 0.03 s/);
  });

  it('fails when it begins an answer and never ends it', async () => {
    const program = await programOf((_request, response) => response.writeHead(200).write('{'), { statsMs: 50 });
    await expect(program.stats()).rejects.toThrow(ServiceTimeoutError);
  });

  it('fails when nobody listens', async () => {
    const program = await programOf(() => {});
    server?.close();
    await expect(program.stats()).rejects.toThrow(/is the service running/);
  });

  it('fails when it refuses, and quotes what it says', async () => {
    const program = await programOf((_request, response) => response.writeHead(500).end('disk on fire'));
    const opening = program.open(ORDER);
    await expect(opening).rejects.toThrow(ServiceRefusalError);
    await expect(opening).rejects.toThrow(/answered 500: "disk on fire"/);
  });

  it('takes 404 for an answer to `durable`, which is optional, and to nothing else', async () => {
    const program = await programOf((_request, response) => response.writeHead(404).end());
    await program.durable('s', 1, 1);
    await expect(program.flush('s', 1)).rejects.toThrow(/answered 404/);
  });

  it('is asked again when it has closed a kept connection', async () => {
    let requests = 0;
    const program = await programOf((request, response) => {
      requests += 1;
      if (requests === 2) {
        request.socket.resetAndDestroy();
      } else {
        response.end('{}');
      }
    });
    await program.stats();
    await program.stats();
    expect(requests).toBe(3);
  });

  it('is asked for other shards at once when those that did not answer last time do so again', async () => {
    const isHung = (url = '') => url.includes('/hung');
    const arrived: string[] = [];
    const program = await programOf(
      ({ url = '' }, response) => {
        arrived.push(url);
        if (!isHung(url)) {
          response.end();
        }
      },
      { flushMs: 500, closeMs: 120_000 },
    );
    const hung = Array.from({ length: 20 }, (_, index) => `hung-${index}`);
    await Promise.allSettled(hung.map((shardId) => program.flush(shardId, 1)));
    const closes = hung.map((shardId) => program.close(shardId, 1).catch(() => {}));
    await program.flush('s', 1);
    expect(arrived.filter((url) => url.endsWith('/close')).length).toBeLessThanOrEqual(16);
    server?.close();
    server?.closeAllConnections();
    await Promise.all(closes);
  });

  it('hears of the lease although it hangs with every shard that it was asked for', async () => {
    const program = await programOf(({ url }, response) => {
      if (url === '/lease') {
        response.end();
      }
    });
    const flushes = Array.from({ length: 40 }, (_, index) => program.flush(`s${index}`, 1).catch(() => {}));
    await program.extend(5);
    server?.close();
    server?.closeAllConnections();
    await Promise.all(flushes);
  });
});
