import { type ClientSettings, clientSettings, type LocalCloud } from '../cloud';
import type { Question } from './question';
import { signRequest } from './sign-request';

/** The call log's name for the verifier. */
export const VERIFIER = 'verifier';

/** What a service says to a question. */
export type Answer =
  | { readonly kind: 'exists'; readonly text: string }
  | { readonly kind: 'missing'; readonly detail: string }
  /** The emulator does not know the question. */
  | { readonly kind: 'unknown'; readonly detail: string };

/** Asks a service of a cloud. */
export type AskService = (question: Question) => Promise<Answer>;

const NOT_IMPLEMENTED = /NotImplemented|UnknownOperation|InvalidAction|UnsupportedOperation/;

/** Returns a function that asks the services of a cloud, with real time in the signature. */
export function serviceAsker(cloud: Pick<LocalCloud, 'endpoint' | 'region'>): AskService {
  const settings = clientSettings(cloud, VERIFIER);
  return async (question) => {
    const { status, text } = await send(question, settings);
    return readAnswer(question, status, text);
  };
}

async function send({ request }: Question, settings: ClientSettings): Promise<{ status: number; text: string }> {
  const url = new URL(`${request.path}${request.query ? `?${request.query}` : ''}`, settings.endpoint);
  const response = await fetch(url, {
    method: request.method,
    headers: signRequest(request, settings, Date.now()),
    ...(request.body ? { body: request.body } : {}),
  });
  return { status: response.status, text: compact(await response.text()) };
}

/** Emulators set white space as they like. */
function compact(text: string): string {
  if (text.startsWith('{')) {
    return JSON.stringify(JSON.parse(text));
  }
  return text.replaceAll(/>\s+</g, '><');
}

function readAnswer({ request, mustHold }: Question, status: number, text: string): Answer {
  const asked = `${request.service} ${describeRequest(request)}`;
  if (status === 501 || (status >= 400 && NOT_IMPLEMENTED.test(text))) {
    return { kind: 'unknown', detail: `${asked} is beyond this emulator: ${status} ${oneLine(text)}` };
  }
  if (status >= 300) {
    return { kind: 'missing', detail: `${asked} answered ${status}: ${oneLine(text)}` };
  }
  if (mustHold !== undefined && !text.includes(mustHold)) {
    return { kind: 'missing', detail: `${asked} does not list ${mustHold}` };
  }
  return { kind: 'exists', text };
}

function describeRequest({ headers, body, path, query }: Question['request']): string {
  const operation = headers['x-amz-target']?.split('.').pop() ?? new URLSearchParams(body).get('Action');
  return operation ?? `${path}${query ? `?${query}` : ''}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, 200);
}
