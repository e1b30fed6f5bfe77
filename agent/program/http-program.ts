import { Agent } from 'node:http';
import { ServiceRefusalError } from '../errors';
import type { ProgramPort } from '../ports';
import { AnswerReader } from './answer-reader';
import { CallLines } from './call-lines';
import { callJson, type JsonAnswer, nameOf } from './json-call';
import { parseFlushAnswer, parseStatsAnswer } from './parse-answers';

/** How long each call may take, in milliseconds. */
export interface ProgramLimits {
  readonly openMs: number;
  readonly flushMs: number;
  readonly durableMs: number;
  readonly closeMs: number;
  readonly extendMs: number;
  readonly statsMs: number;
}

/** The limits that docs/service-protocol.md promises. */
export const PROGRAM_LIMITS: ProgramLimits = {
  openMs: 30_000,
  flushMs: 60_000,
  durableMs: 5_000,
  closeMs: 60_000,
  extendMs: 2_000,
  statsMs: 2_000,
};

/** Services commonly close idle connections after 5 s. */
const IDLE_CONNECTION_MS = 4_000;

/**
 * Returns the service on this machine, as docs/service-protocol.md describes it. Its calls reject with
 * `ServiceTimeoutError` or `ServiceRefusalError`, and may be repeated.
 */
export function httpProgram(baseUrl: string, limits: Partial<ProgramLimits> = {}): ProgramPort {
  const limit = { ...PROGRAM_LIMITS, ...limits };
  const agent = new Agent({ keepAlive: true, timeout: IDLE_CONNECTION_MS, maxFreeSockets: 4 });
  const reader = new AnswerReader();
  const lines = new CallLines();
  const base = baseUrl.replace(/\/+$/, '');
  const post = async (path: string, body: object, limitMs: number, alsoFine?: number) => {
    const url = new URL(base + path);
    return succeeded(url, 'POST', await callJson({ method: 'POST', url, body, limitMs, agent, reader }), alsoFine);
  };
  const ofShard = (shardId: string, call: string) => `/shards/${encodeURIComponent(shardId)}/${call}`;
  return {
    open: async ({ shardId, ...order }) => {
      await lines.run(shardId, () => post(ofShard(shardId, 'open'), order, limit.openMs));
    },
    flush: async (shardId, epoch) =>
      parseFlushAnswer(await lines.run(shardId, () => post(ofShard(shardId, 'flush'), { epoch }, limit.flushMs))),
    durable: async (shardId, epoch, version) => {
      await post(ofShard(shardId, 'durable'), { epoch, version }, limit.durableMs, 404);
    },
    close: async (shardId, epoch) =>
      parseFlushAnswer(await lines.run(shardId, () => post(ofShard(shardId, 'close'), { epoch }, limit.closeMs))),
    extend: async (validUntilMs) => {
      await post('/lease', { validUntilMs }, limit.extendMs);
    },
    stats: async () => {
      const url = new URL(`${base}/shards`);
      const answer = await callJson({ method: 'GET', url, limitMs: limit.statsMs, agent, reader });
      return parseStatsAnswer(succeeded(url, 'GET', answer));
    },
  };
}

/** Returns the body of a success. */
function succeeded(url: URL, method: 'GET' | 'POST', { status, body }: JsonAnswer, alsoFine?: number): unknown {
  if ((status >= 200 && status < 300) || status === alsoFine) {
    return body;
  }
  const quote = body === undefined ? '' : `: ${JSON.stringify(body).slice(0, 200)}`;
  throw new ServiceRefusalError(`${nameOf({ method, url })}: the service answered ${status}${quote}`);
}
