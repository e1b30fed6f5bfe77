import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Agent } from '../agent';
import { PortTakenError } from '../errors';
import type { AgentMetrics } from './agent-metrics';
import { type Answer, jsonAnswer } from './answer';
import { answerFlush } from './answer-flush';
import { answerHealth } from './answer-health';

/** What the server speaks for. */
export interface AgentServerParts {
  /** 0 for any free port. */
  readonly port: number;
  readonly agent: Pick<Agent, 'flush' | 'status'>;
  readonly metrics: AgentMetrics;
}

/** A server that listens. */
export interface AgentServer {
  readonly port: number;
  /** Ends after the requests under way are answered. */
  close(): Promise<void>;
}

/** Only this machine may speak to the agent. */
const LOOPBACK = '127.0.0.1';

/** Starts the agent's HTTP server, see docs/agent.md. @throws PortTakenError */
export async function startAgentServer(parts: AgentServerParts): Promise<AgentServer> {
  const server = createServer((request, response) => {
    answerRequest(parts, request).then(
      (answer) => send(response, answer),
      (error: unknown) => send(response, jsonAnswer(500, { error: 'Error', message: String(error) })),
    );
    request.resume();
  });
  server.listen(parts.port, LOOPBACK);
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? portTaken(parts.port, error) : error;
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.close();
      server.closeIdleConnections();
      await once(server, 'close');
    },
  };
}

function portTaken(port: number, cause: Error): PortTakenError {
  const fix = 'end what listens there, or set FLEET_AGENT_PORT to a free one';
  return new PortTakenError(`port ${port} of ${LOOPBACK} is in use; ${fix}`, { cause });
}

const FLUSH_PATH = /^\/shards\/([^/]+)\/flush$/;

async function answerRequest({ agent, metrics }: AgentServerParts, request: IncomingMessage): Promise<Answer> {
  const [path = ''] = (request.url ?? '').split('?');
  const [, shard] = FLUSH_PATH.exec(path) ?? [];
  if (shard !== undefined) {
    return request.method === 'POST' ? answerFlush(agent, shard) : wrongMethod(request, path, 'POST');
  }
  if (path !== '/healthz' && path !== '/metrics') {
    const known = 'POST /shards/{shard}/flush, GET /healthz, GET /metrics';
    return jsonAnswer(404, { error: 'UnknownPath', message: `there is no ${path}; known: ${known}` });
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return wrongMethod(request, path, 'GET');
  }
  if (path === '/healthz') {
    return answerHealth(agent.status());
  }
  return { status: 200, headers: { 'content-type': metrics.contentType }, body: await metrics.render(agent.status()) };
}

function wrongMethod({ method }: IncomingMessage, path: string, allowed: string): Answer {
  const message = `${path} takes ${allowed}, not ${method}`;
  const answer = jsonAnswer(405, { error: 'WrongMethod', message });
  return { ...answer, headers: { ...answer.headers, allow: allowed } };
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers).end(response.req.method === 'HEAD' ? undefined : body);
}
