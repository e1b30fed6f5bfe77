import { type FlushedVersion, parseFlushedVersion } from './protocol';
import { StoreError } from './store-errors';

/** The agent may wait for its turn, upload a delta and write a manifest. */
const FLUSH_LIMIT_MS = 60_000;

/** The agent's flush: resolves once everything accepted before the call is durable. */
export function requestFlushOf(agentPort: number): (shard: string) => Promise<FlushedVersion> {
  return async (shard) => {
    const url = `http://127.0.0.1:${agentPort}/shards/${encodeURIComponent(shard)}/flush`;
    const response = await fetch(url, { method: 'POST', signal: AbortSignal.timeout(FLUSH_LIMIT_MS) });
    const text = await response.text();
    if (!response.ok) {
      throw new StoreError(`the agent answered ${response.status} to POST ${url}: ${text.slice(0, 200)}`);
    }
    return parseFlushedVersion(JSON.parse(text));
  };
}
