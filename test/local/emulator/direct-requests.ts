import type { Emulator } from './start-emulator';

/** What came back, and whether it was answered past moto's search for the operation. */
export interface RawAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  readonly wasDirect: boolean;
}

/** A request by its service, path, body and headers. */
export interface RawRequest {
  readonly service: string;
  readonly path: string;
  readonly body: string;
  readonly headers?: Record<string, string>;
}

/** Sends a request to the emulator, signed by name only; `moto` has all of moto answer it. */
export async function sendRaw(emulator: Emulator, request: RawRequest, way: 'direct' | 'moto'): Promise<RawAnswer> {
  const scope = `test/20300101/us-east-1/${request.service}/aws4_request`;
  const response = await fetch(`${emulator.url}${request.path}`, {
    method: 'POST',
    body: request.body,
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`,
      ...request.headers,
      ...(way === 'moto' ? { 'x-fleet-answered-by-moto': '1' } : {}),
    },
  });
  return {
    status: response.status,
    text: await response.text(),
    headers: response.headers,
    wasDirect: response.headers.get('x-fleet-answered') === 'directly',
  };
}
