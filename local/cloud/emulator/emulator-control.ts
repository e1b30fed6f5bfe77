import http from 'node:http';
import type { IdleReport, LocalCloud } from '../cloud';
import { LocalCloudError } from '../local-cloud-error';

/** The part of a cloud that makes it more than AWS: its time, its failures. */
export type CloudControl = Pick<LocalCloud, 'setClock' | 'idle' | 'failInstance' | 'setCapacity'> & {
  /** Whether the emulator answers; false for any other that lacks these endpoints. */
  isHealthy(): Promise<boolean>;
  /** Closes the connections. */
  disconnect(): void;
};

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Returns the control of the emulator at an endpoint; see local/emulator/README.md. */
export function emulatorControl(endpoint: string): CloudControl {
  // A replay sets the clock tens of thousands of times: its connection stays open.
  const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
  const send = (method: string, name: string, body?: object) =>
    request(new URL(`/_fleet/${name}`, endpoint), method, agent, body);
  const post = async (name: string, body: object) => readAnswer(name, await send('POST', name, body));
  return {
    setClock: async (nowMs) => void (await post('clock', { nowMs })),
    idle: async () => (await post('idle', {})) as IdleReport,
    failInstance: async (instanceId) => void (await post('fail-instance', { instanceId })),
    setCapacity: async (group, available) => void (await post('capacity', { group, available })),
    isHealthy: () => isHealthy(() => send('GET', 'health')),
    disconnect: () => agent.destroy(),
  };
}

async function isHealthy(ask: () => Promise<Answer>): Promise<boolean> {
  try {
    const { status, text } = await ask();
    return status === 200 && text.includes('nowMs');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ECONNREFUSED' || code === 'ECONNRESET') {
      return false;
    }
    throw error;
  }
}

function readAnswer(name: string, { status, text }: Answer): unknown {
  if (status !== 200) {
    throw new LocalCloudError(`the emulator refused /_fleet/${name} with status ${status}: ${text.slice(0, 500)}`);
  }
  return JSON.parse(text);
}

function request(url: URL, method: string, agent: http.Agent, body?: object): Promise<Answer> {
  const payload = body ? JSON.stringify(body) : '';
  const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(payload) };
  return new Promise((resolve, reject) => {
    const sent = http.request(url, { method, agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    sent.on('error', reject);
    sent.end(payload);
  });
}
