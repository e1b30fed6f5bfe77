import { mkdtempSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type StoreServer, startStoreServer } from '../../../examples/elastic-database/store/store-server';

/** An empty directory for a shard. */
export function shardDirectory(): string {
  return mkdtempSync(path.join(tmpdir(), 'shard-'));
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The body as JSON. */
  readonly body: Record<string, unknown>;
}

/** Plays the agent beside a store: it opens the shards, and flushes them when the store asks. */
export class PlayedNode {
  nowMs = 1_000;
  /** What the agent answers to a flush instead of flushing. */
  refusal: number | undefined;
  flushes = 0;
  version = 0;
  /** A flush of the agent waits for it. */
  gate: Promise<void> = Promise.resolve();
  readonly faults: unknown[] = [];

  private constructor(
    private readonly agent: Server,
    private store: StoreServer,
  ) {}

  static async start(): Promise<PlayedNode> {
    const agent = createServer((request, response) => {
      node.answerFlush(request.url ?? '').then(
        ({ status, body }) => response.writeHead(status).end(JSON.stringify(body)),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
    await new Promise<void>((resolve) => agent.listen(0, '127.0.0.1', resolve));
    const node: PlayedNode = new PlayedNode(agent, await startStore(agent, () => node));
    return node;
  }

  /** Ends the store's process, as far as the store can tell, and starts another one. */
  async restart(): Promise<void> {
    await this.store.close();
    this.store = await startStore(this.agent, () => this);
  }

  async close(): Promise<void> {
    await this.store.close();
    await new Promise((resolve) => {
      this.agent.close(resolve);
      this.agent.closeAllConnections();
    });
  }

  async call(method: string, route: string, body?: object | string, signal?: AbortSignal): Promise<Answer> {
    const text = typeof body === 'object' ? JSON.stringify(body) : body;
    const url = `http://127.0.0.1:${this.store.port}${route}`;
    const response = await fetch(url, { method, body: text, signal });
    const answer = await response.text();
    const isJson = response.headers.get('content-type') === 'application/json';
    return { status: response.status, text: answer, body: isJson ? JSON.parse(answer) : {} };
  }

  open(shard: string, directory: string, order: object = {}): Promise<Answer> {
    const whole = { role: 'owner', epoch: 1, version: 0, directory, validUntilMs: 60_000, ...order };
    return this.call('POST', `/shards/${shard}/open`, whole);
  }

  put(shard: string, key: string, value: string): Promise<Answer> {
    return this.call('PUT', `/shards/${shard}/keys/${key}`, value);
  }

  get(shard: string, key: string): Promise<Answer> {
    return this.call('GET', `/shards/${shard}/keys/${key}`);
  }

  private async answerFlush(url: string): Promise<{ status: number; body: object }> {
    this.flushes += 1;
    await this.gate;
    const route = url.replace(/\/flush$/, '');
    const { epoch } = (await this.call('GET', `${route}/keys`)).body;
    if (this.refusal !== undefined) {
      return { status: this.refusal, body: {} };
    }
    await this.call('POST', url, { epoch: Number(epoch) });
    this.version += 1;
    await this.call('POST', `${route}/durable`, { epoch: Number(epoch), version: this.version });
    return { status: 200, body: { epoch, version: this.version } };
  }
}

function startStore(agent: Server, node: () => PlayedNode): Promise<StoreServer> {
  return startStoreServer({
    port: 0,
    host: '127.0.0.1',
    agentPort: (agent.address() as AddressInfo).port,
    clock: () => node().nowMs,
    onFault: (error) => node().faults.push(error),
  });
}
