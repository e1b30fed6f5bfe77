import type { ObjectStore } from '../copies/object-store';
import type { AgentMetrics } from './agent-metrics';

/** Returns the same store, with what is fetched and stored counted. */
export function meteredObjects(store: ObjectStore, metrics: AgentMetrics): ObjectStore {
  return {
    read: async (object, start, end, signal) => countEach(await store.read(object, start, end, signal), metrics),
    async put(key, body, sha256) {
      await store.put(key, body, sha256);
      metrics.addUploaded(body.byteLength);
    },
    async startUpload(key) {
      const upload = await store.startUpload(key);
      return {
        put: async (partNumber, body) => {
          await upload.put(partNumber, body);
          metrics.addUploaded(body.byteLength);
        },
        complete: () => upload.complete(),
        abort: () => upload.abort(),
      };
    },
  };
}

async function* countEach(chunks: AsyncIterable<Uint8Array>, metrics: AgentMetrics): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    metrics.addFetched(chunk.byteLength);
    yield chunk;
  }
}
