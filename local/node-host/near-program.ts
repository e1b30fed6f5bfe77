import type { ProgramPort } from '../../agent/ports';
import type { Store } from '../../examples/elastic-database/store/store';

/**
 * Returns the service with the two calls of every heartbeat made in the process that both share: over HTTP they would be
 * most of what a heartbeat costs. What shards go through stays on HTTP.
 */
export function nearProgram(program: ProgramPort, store: Pick<Store, 'extend' | 'stats'>): ProgramPort {
  return {
    open: (order) => program.open(order),
    flush: (shardId, epoch) => program.flush(shardId, epoch),
    durable: (shardId, epoch, version) => program.durable(shardId, epoch, version),
    close: (shardId, epoch) => program.close(shardId, epoch),
    extend: async (validUntilMs) => store.extend(validUntilMs),
    stats: async () => store.stats(),
  };
}
