import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { requestFlushOf } from './agent-client';
import { answerAgent } from './agent-routes';
import { answerClient } from './client-routes';
import { type Reply, replyOf, type StoreRequest, send, toStoreRequest } from './http-exchange';
import { Store, type StoreParts } from './store';

/** How a store is served. */
export interface StoreServerOptions extends Partial<StoreParts> {
  /** Port for clients and the agent; 0 takes a free one. */
  readonly port: number;
  /** Address to listen on. @default - all addresses of the machine */
  readonly host?: string;
  /** Port of the agent on this machine. */
  readonly agentPort: number;
  /** Folder below which the agent's directories must lie. @default - any directory is accepted */
  readonly dataFolder?: string;
  /** Told of every answer of status 500 or above, and what caused it. @default - nobody */
  readonly onFault?: (error: unknown) => void;
}

/** A store that serves. */
export interface StoreServer {
  readonly port: number;
  readonly store: Store;
  /** Ends connections and lets go of all files; what was accepted stays in them. */
  close(): Promise<void>;
}

/** Requests per second of a whole node unless told otherwise. */
export const DEFAULT_CAPACITY_PER_SECOND = 1000;

/** Starts a store; resolves once it listens. */
export async function startStoreServer(options: StoreServerOptions): Promise<StoreServer> {
  const store = new Store({
    clock: options.clock ?? monotonicMs,
    requestFlush: options.requestFlush ?? requestFlushOf(options.agentPort),
    capacityPerSecond: options.capacityPerSecond ?? DEFAULT_CAPACITY_PER_SECOND,
  });
  const server = createServer((request, response) => void answer(store, options, request, response));
  server.listen(options.port, options.host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    store,
    close: () => close(server, store),
  };
}

/** CLOCK_MONOTONIC of the machine in milliseconds: the same clock in every process. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}

async function answer(
  store: Store,
  options: StoreServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  let reply: Reply;
  try {
    reply = await replyTo(store, options.dataFolder, toStoreRequest(request, gone.signal));
  } catch (error) {
    reply = replyOf(error);
    if (reply.status >= 500 && !gone.signal.aborted) {
      options.onFault?.(error);
    }
  }
  send(response, reply);
}

function replyTo(store: Store, dataFolder: string | undefined, request: StoreRequest): Promise<Reply> {
  const call = answerAgent(store, dataFolder, request);
  return call === undefined ? answerClient(store, request) : call();
}

async function close(server: Server, store: Store): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
  store.release();
}
