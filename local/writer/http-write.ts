import http from 'node:http';
import type { ValueToWrite, WriteAnswer, WriteValue } from './load-writer';

/** A node that has not answered by then is taken for dead. */
const TIME_LIMIT_MS = 20_000;

/** Writes over HTTP to the example store, see examples/elastic-database/store. */
export class HttpWriter {
  private readonly agent = new http.Agent({ keepAlive: true, maxSockets: 16 });

  readonly write: WriteValue = async (address, value) => {
    try {
      return await this.put(address, value);
    } catch (error) {
      // A node may die with a write in its hands: its client does not know whether it was accepted.
      return { accepted: false, why: (error as NodeJS.ErrnoException).code ?? (error as Error).message };
    }
  };

  close(): void {
    this.agent.destroy();
  }

  private put(address: string, { shardId, key, value, durable }: ValueToWrite): Promise<WriteAnswer> {
    const url = new URL(`http://${address}/shards/${shardId}/keys/${key}${durable ? '?durable=true' : ''}`);
    const headers = { 'Content-Length': value.length };
    return new Promise((resolve, reject) => {
      const sent = http.request(url, { method: 'PUT', agent: this.agent, headers, timeout: TIME_LIMIT_MS }, (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('error', reject);
        reply.on('end', () => resolve(toAnswer(reply.statusCode ?? 0, Buffer.concat(chunks).toString())));
      });
      sent.on('timeout', () => sent.destroy(new Error('no answer')));
      sent.on('error', reject);
      sent.end(value);
    });
  }
}

function toAnswer(status: number, text: string): WriteAnswer {
  if (status !== 200) {
    return { accepted: false, why: `status ${status}` };
  }
  const { epoch, version } = JSON.parse(text) as { epoch: number; version?: number };
  return { accepted: true, epoch, isDurable: version !== undefined };
}
