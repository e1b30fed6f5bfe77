import type { ServiceRequest } from './sign-request';

/** A question to a service that tells whether something exists. */
export interface Question {
  readonly request: ServiceRequest;
  /** Text that the answer must hold; without it a successful answer is enough. */
  readonly mustHold?: string;
}

/** Returns a question in the Query protocol, for services whose lists hold what was asked for only if it exists. */
export function askQuery(
  api: { readonly service: string; readonly version: string },
  action: string,
  parameters: Readonly<Record<string, string>>,
  mustHold?: string,
): Question {
  const body = new URLSearchParams({ Action: action, Version: api.version, ...parameters }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  return { request: { service: api.service, method: 'POST', path: '/', query: '', headers, body }, mustHold };
}

/** Returns a question in the JSON protocol; `target` is the service's prefix of `X-Amz-Target`. */
export function askJson(
  api: { readonly service: string; readonly target: string; readonly version: '1.0' | '1.1' },
  operation: string,
  input: object,
  mustHold?: string,
): Question {
  const headers = {
    'content-type': `application/x-amz-json-${api.version}`,
    'x-amz-target': `${api.target}.${operation}`,
  };
  const body = JSON.stringify(input);
  return { request: { service: api.service, method: 'POST', path: '/', query: '', headers, body }, mustHold };
}

/** Returns a question in a REST protocol: a GET of a path, with an encoded and sorted query string. */
export function askRest(service: string, path: string, query = '', mustHold?: string): Question {
  return { request: { service, method: 'GET', path, query, headers: {}, body: '' }, mustHold };
}
