import { type Agent, type IncomingMessage, request } from 'node:http';
import { ServiceRefusalError, ServiceTimeoutError } from '../errors';
import { type AnswerReader, LongAnswerError } from './answer-reader';

/** One call of the service. */
export interface JsonCall {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly body?: unknown;
  readonly limitMs: number;
  /** Keeps connections open from call to call. */
  readonly agent: Agent;
  /** Bounds what the answers of all calls take at once. */
  readonly reader: AnswerReader;
}

/** What the service answered. */
export interface JsonAnswer {
  readonly status: number;
  /** `undefined` for an empty body. */
  readonly body: unknown;
}

/**
 * Calls the service and returns what it answers, whatever its status.
 * @throws ServiceTimeoutError when it does not answer in time or cannot be reached, ServiceRefusalError when what it says
 * is not JSON.
 */
export async function callJson(call: JsonCall): Promise<JsonAnswer> {
  try {
    return await send(call);
  } catch (error) {
    if (error instanceof ServiceRefusalError) {
      throw error;
    }
    throw new ServiceTimeoutError(`${nameOf(call)}: ${whyNoAnswer(call, error)}`);
  }
}

/** How messages name a call. */
export function nameOf({ method, url }: Pick<JsonCall, 'method' | 'url'>): string {
  return `${method} ${url.href}`;
}

/** A kept connection may have been closed by the service just now; calls may be repeated, so one more try is made. */
async function send(call: JsonCall): Promise<JsonAnswer> {
  const signal = AbortSignal.timeout(call.limitMs);
  try {
    return await sendOnce(call, signal);
  } catch (error) {
    if (error instanceof StaleConnectionError) {
      return await sendOnce(call, signal);
    }
    throw error;
  }
}

/** The service closed a connection that was kept from an earlier call. */
class StaleConnectionError extends Error {}

function sendOnce(call: JsonCall, signal: AbortSignal): Promise<JsonAnswer> {
  const { method, url, body, agent } = call;
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers =
    text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, agent, signal }, (incoming) => {
      readAnswer(call, incoming).then(resolve, reject);
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      const isStale = outgoing.reusedSocket && error.code === 'ECONNRESET';
      reject(isStale ? new StaleConnectionError(error.message) : error);
    });
    outgoing.end(text);
  });
}

async function readAnswer(call: JsonCall, incoming: IncomingMessage): Promise<JsonAnswer> {
  const status = incoming.statusCode ?? 0;
  try {
    return { status, body: await call.reader.read(incoming, (text) => parseBody(call, status, text)) };
  } catch (error) {
    if (error instanceof LongAnswerError) {
      const fix = 'if it names files, merge small ones, or answer nothing where all files are meant';
      throw new ServiceRefusalError(`${nameOf(call)}: its answer ${error.message}; ${fix}`);
    }
    throw error;
  }
}

/** The body of a failure is only quoted, so it may be anything. */
function parseBody(call: JsonCall, status: number, text: string): unknown {
  if (text.trim() === '') {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    if (status >= 300) {
      return text;
    }
    // Node quotes the place, e.g. of a NaN, and little more.
    throw new ServiceRefusalError(`${nameOf(call)}: its answer is not JSON: ${(error as SyntaxError).message}`);
  }
}

function whyNoAnswer({ limitMs }: JsonCall, error: unknown): string {
  const { name, code, message } = error as NodeJS.ErrnoException;
  if (name === 'AbortError' || name === 'TimeoutError') {
    return `no answer within ${limitMs / 1000} s`;
  }
  return code === 'ECONNREFUSED' ? 'nobody listens there; is the service running?' : message;
}
