import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

/** An answer of the service: an HTTP status and a body. */
export interface ScriptedAnswer {
  readonly status: number;
  readonly body: string;
}

/** A service that gives each call the next answer, for what the stock emulator cannot be brought to say. */
export class ScriptedService {
  readonly requests: string[] = [];
  private server: Server | undefined;

  constructor(private readonly answers: readonly ScriptedAnswer[]) {}

  /** Starts it on a free port and returns the settings of a client that does not retry. */
  async start() {
    this.server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) {
        chunks.push(chunk);
      }
      const answer = this.answers[this.requests.length] ?? { status: 400, body: '' };
      this.requests.push(Buffer.concat(chunks).toString());
      response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.body);
    }).listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    if (address === null || typeof address === 'string') {
      throw new Error('the scripted service has no port');
    }
    return {
      endpoint: `http://127.0.0.1:${address.port}`,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    };
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }
}

/** An error as services of the Query protocol answer it. */
export function queryError(code: string, message: string): ScriptedAnswer {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status: 400, body: `<ErrorResponse>${error}<RequestId>1</RequestId></ErrorResponse>` };
}

/** An answer as services of the Query protocol give it. */
export function queryResult(operation: string, result: string): ScriptedAnswer {
  const inner = `<${operation}Result>${result}</${operation}Result>`;
  return { status: 200, body: `<${operation}Response>${inner}</${operation}Response>` };
}
