import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { monotonicClock } from '../../../agent/monotonic-clock';

interface OpenShard {
  readonly directory: string;
  readonly role: string;
  /** Accepted and not yet in a file. */
  pending: string[];
  files: number;
}

/** A service that accepts lines and writes those that it has gathered into one new file at each flush. */
export class TestService {
  private readonly shards = new Map<string, OpenShard>();
  private validUntilMs = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<TestService> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const service = new TestService(server);
    server.on('request', (request, response) => void service.answer(request, response));
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Whether the write was accepted. */
  write(shardId: string, line: string): boolean {
    const shard = this.shards.get(shardId);
    if (shard?.role !== 'owner' || monotonicClock() >= this.validUntilMs) {
      return false;
    }
    shard.pending.push(line);
    return true;
  }

  /** Every line of the shard, in files or not. */
  async read(shardId: string): Promise<readonly string[]> {
    const shard = this.shards.get(shardId);
    const directory = shard?.directory ?? '';
    const files = await Promise.all(
      (await readdir(directory)).map((name) => readFile(path.join(directory, name), 'utf8')),
    );
    return [...files.flatMap((text) => text.split('\n')), ...(shard?.pending ?? [])];
  }

  /** It was started anew: what was not in files is gone. */
  restart(): void {
    this.shards.clear();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = request.method === 'POST' ? ((await json(request)) as Record<string, unknown>) : {};
    const [, , shardId = '', call = ''] = (request.url ?? '').split('/');
    response.end(JSON.stringify((await this.handle(shardId, call, body)) ?? {}));
  }

  private async handle(shardId: string, call: string, body: Record<string, unknown>): Promise<object | undefined> {
    if (shardId === '') {
      this.validUntilMs = Number(body.validUntilMs ?? this.validUntilMs);
      return Object.fromEntries([...this.shards].map(([id, { pending }]) => [id, statOf(pending)]));
    }
    if (call === 'open') {
      const { directory, role, validUntilMs } = body as { directory: string; role: string; validUntilMs: number };
      await mkdir(directory, { recursive: true });
      const known = this.shards.get(shardId);
      const pending = known?.role === role ? known.pending : [];
      this.shards.set(shardId, { directory, role, pending, files: monotonicClock() });
      this.validUntilMs = Math.max(this.validUntilMs, validUntilMs);
      return undefined;
    }
    const shard = this.shards.get(shardId);
    if (call === 'close') {
      this.shards.delete(shardId);
    }
    return call === 'durable' || shard === undefined ? undefined : writeFiles(shard);
  }
}

async function writeFiles(shard: OpenShard): Promise<undefined> {
  const lines = shard.pending;
  shard.pending = [];
  if (lines.length > 0) {
    shard.files += 1;
    await writeFile(path.join(shard.directory, `${shard.files}-${lines.length}.log`), lines.join('\n'));
  }
}

function statOf(pending: readonly string[]) {
  return { load: 0.01, dirtyBytes: pending.join('').length, dirtyForMs: 0 };
}
