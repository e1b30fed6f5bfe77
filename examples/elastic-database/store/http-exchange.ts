import type { IncomingMessage, ServerResponse } from 'node:http';
import { BadRequestError, StoreError, TooLargeError } from './store-errors';

/** Largest value, and largest body of the agent's calls. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** What a request is answered with. */
export interface Reply {
  readonly status: number;
  /** Bytes go out as they are, all else as JSON. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request, taken apart. */
export interface StoreRequest {
  readonly method: string;
  /** Parts of the path, decoded. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly isFromThisMachine: boolean;
  /** Aborted once nobody waits for the answer any more. */
  readonly caller: AbortSignal;
  /** @throws TooLargeError */
  readonly readBody: () => Promise<Buffer>;
}

/** Takes a request apart. @throws BadRequestError when its path is no valid URL path */
export function toStoreRequest(request: IncomingMessage, caller: AbortSignal): StoreRequest {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://store');
  return {
    method: request.method ?? 'GET',
    path: pathname.split('/').slice(1).map(decoded),
    query: searchParams,
    isFromThisMachine: isLoopback(request.socket.remoteAddress ?? ''),
    caller,
    readBody: () => readBody(request),
  };
}

/** The body as JSON. @throws BadRequestError */
export async function readJson(request: StoreRequest): Promise<unknown> {
  const text = (await request.readBody()).toString('utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadRequestError(`the body is no JSON: ${text.slice(0, 60)}`, { cause: error });
  }
}

/** Answers with status and message of what was thrown. */
export function replyOf(error: unknown): Reply {
  const message = error instanceof Error ? error.message : String(error);
  const name = error instanceof Error ? error.name : 'Error';
  const { status, details } = error instanceof StoreError ? error : { status: 500, details: {} };
  return { status, body: { ...details, error: name, message } };
}

export function send(response: ServerResponse, { status, body, headers }: Reply): void {
  const isBytes = Buffer.isBuffer(body);
  const bytes = isBytes ? body : Buffer.from(JSON.stringify(body));
  const type = isBytes ? 'application/octet-stream' : 'application/json';
  response.writeHead(status, { 'content-type': type, 'content-length': bytes.length, ...headers });
  response.end(bytes);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    throw new BadRequestError(`the path holds ${JSON.stringify(part)}, which is no percent-encoded UTF-8`, {
      cause: error,
    });
  }
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Leaving the loop early must not end the connection: the answer still has to go out.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) {
      throw new TooLargeError(`the body is larger than ${MAX_BODY_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
