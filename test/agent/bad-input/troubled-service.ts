import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { json } from 'node:stream/consumers';

/**
 * How a call goes wrong: it is not heard, or heard and done without an answer, or answered with what is no JSON or a
 * failure.
 */
export type CallTrouble = 'deaf' | 'mute' | 'garbage' | 'fails';

interface OpenShard {
  readonly directory: string;
  /** Accepted and not yet in a file. */
  pending: string[];
  sinceMs: number;
}

/** A service on a node that accepts lines, and goes wrong as it is told. */
export class TroubledService {
  /** By call: `open`, `flush`, `close`, `durable`, `lease`, `stats`. */
  readonly troubles = new Map<string, CallTrouble>();
  private readonly shards = new Map<string, OpenShard>();
  private validUntilMs = 0;
  private files = 0;
  private server: Server | undefined;
  private port = 0;

  /** The clock is that of the nodes. */
  constructor(private readonly clock: () => number) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Whether such a call gets no answer. */
  isSilentAt(call: string): boolean {
    return ['deaf', 'mute'].includes(this.troubles.get(call) ?? '');
  }

  /** Listens, at the same port as before if it did. */
  async start(): Promise<void> {
    this.server = createServer((request, response) => void this.answer(request, response));
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    server?.closeAllConnections();
    if (server?.listening) {
      server.close();
      await once(server, 'close');
    }
  }

  /** Whether it would accept a write for the shard. */
  accepts(shardId: string): boolean {
    return this.shards.has(shardId) && this.clock() < this.validUntilMs;
  }

  /** Whether the write was accepted. */
  write(shardId: string, line: string): boolean {
    const shard = this.accepts(shardId) ? this.shards.get(shardId) : undefined;
    if (shard?.pending.length === 0) {
      shard.sinceMs = this.clock();
    }
    shard?.pending.push(line);
    return shard !== undefined;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = request.method === 'POST' ? ((await json(request)) as Record<string, unknown>) : {};
    const [, first, shardId = '', ofShard = ''] = (request.url ?? '').split('/');
    const call = ofShard || (first === 'lease' ? 'lease' : 'stats');
    const trouble = this.troubles.get(call);
    if (trouble === 'deaf') {
      return;
    }
    if (trouble === 'fails') {
      response.writeHead(500).end('{"message":"no space left on device"}');
      return;
    }
    const answer = await this.handle(call, shardId, body);
    if (trouble !== 'mute') {
      response.end(trouble === 'garbage' ? '<html>' : JSON.stringify(answer));
    }
  }

  private async handle(call: string, shardId: string, body: Record<string, unknown>): Promise<object> {
    if (call === 'stats') {
      return Object.fromEntries([...this.shards].map(([id, shard]) => [id, this.statOf(shard)]));
    }
    if (call === 'lease') {
      this.validUntilMs = Number(body.validUntilMs);
    }
    if (call === 'open') {
      const directory = String(body.directory);
      this.shards.set(shardId, this.shards.get(shardId) ?? { directory, pending: [], sinceMs: 0 });
      this.validUntilMs = Math.max(this.validUntilMs, Number(body.validUntilMs));
    }
    const shard = this.shards.get(shardId);
    if (call === 'close') {
      this.shards.delete(shardId);
    }
    if (shard !== undefined && (call === 'flush' || call === 'close')) {
      await this.writeFile(shard);
    }
    return {};
  }

  private async writeFile(shard: OpenShard): Promise<void> {
    const lines = shard.pending;
    shard.pending = [];
    if (lines.length > 0) {
      this.files += 1;
      await mkdir(shard.directory, { recursive: true });
      await writeFile(path.join(shard.directory, `${this.clock()}-${this.files}.log`), lines.join('\n'));
    }
  }

  private statOf({ pending, sinceMs }: OpenShard) {
    const dirtyBytes = pending.join('').length;
    return { load: 0.1, dirtyBytes, dirtyForMs: dirtyBytes > 0 ? this.clock() - sinceMs : 0 };
  }
}
