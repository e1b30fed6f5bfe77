import { AgentError } from '../errors';

/** The instance's metadata could not be asked, or answered nonsense. */
export class MetadataError extends AgentError {
  override readonly name = 'MetadataError';
}

/** How metadata is asked. */
export interface MetadataOptions {
  /** Base URL; the SDKs of AWS take it from `AWS_EC2_METADATA_SERVICE_ENDPOINT`. @default - that of EC2 */
  readonly endpoint?: string;
  /** A monotonic clock, in milliseconds. */
  readonly clock: () => number;
  /** How long a request may take, in milliseconds. @default 1000 */
  readonly requestLimitMs?: number;
}

const EC2_ENDPOINT = 'http://169.254.169.254';
const DEFAULT_REQUEST_LIMIT_MS = 1_000;
const TOKEN_SECONDS = 21_600;
/** A token is replaced this long before it runs out. */
const TOKEN_MARGIN_SECONDS = 300;

/**
 * Reads from the instance metadata service, version 2: every request carries a token, which is good for six hours at most.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 */
export class MetadataSession {
  readonly endpoint: string;
  private token: { readonly value: string; readonly staleAtMs: number } | undefined;

  constructor(private readonly options: MetadataOptions) {
    this.endpoint = (options.endpoint || EC2_ENDPOINT).replace(/\/+$/, '');
  }

  /**
   * The text at a path, `undefined` for what does not exist. A token that is refused is replaced once: the instance may
   * have been stopped meanwhile.
   * @throws MetadataError
   */
  async get(path: string): Promise<string | undefined> {
    let answer = await this.ask(path);
    if (answer.status === UNAUTHORIZED) {
      this.token = undefined;
      answer = await this.ask(path);
    }
    if (answer.status === NOT_FOUND) {
      return undefined;
    }
    return this.checked(answer, path);
  }

  private async ask(path: string): Promise<Answer> {
    return this.send(path, 'GET', { 'X-aws-ec2-metadata-token': await this.freshToken() });
  }

  private async freshToken(): Promise<string> {
    const nowMs = this.options.clock();
    if (this.token === undefined || nowMs >= this.token.staleAtMs) {
      const path = 'api/token';
      const answer = await this.send(path, 'PUT', { 'X-aws-ec2-metadata-token-ttl-seconds': String(TOKEN_SECONDS) });
      const staleAtMs = nowMs + (TOKEN_SECONDS - TOKEN_MARGIN_SECONDS) * 1000;
      this.token = { value: this.checked(answer, path), staleAtMs };
    }
    return this.token.value;
  }

  private checked({ status, body }: Answer, path: string): string {
    if (status !== OK) {
      throw new MetadataError(`${this.endpoint} answered ${status} for ${path}`);
    }
    return body;
  }

  private async send(path: string, method: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
    const url = `${this.endpoint}/latest/${path}`;
    const { requestLimitMs = DEFAULT_REQUEST_LIMIT_MS } = this.options;
    try {
      const response = await fetch(url, { method, headers, signal: AbortSignal.timeout(requestLimitMs) });
      return { status: response.status, body: await response.text() };
    } catch (error) {
      throw new MetadataError(`${method} ${url} got no answer within ${requestLimitMs} ms`, { cause: error });
    }
  }
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

const OK = 200;
const UNAUTHORIZED = 401;
const NOT_FOUND = 404;
