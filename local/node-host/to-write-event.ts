import type { AgentHappening } from '../../agent/agent-parts';
import type { WriteEvent } from '../laws/write-record';

/** Returns what a happening says of the writes that the node accepts; `undefined` when it says nothing of them. */
export function toWriteEvent(nodeId: string, happening: AgentHappening, atMs: number): WriteEvent | undefined {
  switch (happening.kind) {
    case 'opened': {
      const { shardId, epoch, validUntilMs } = happening;
      return { kind: 'open', atMs, nodeId, shardId, epoch, validUntilMs };
    }
    case 'extended':
      return { kind: 'extend', atMs, nodeId, validUntilMs: happening.validUntilMs };
    case 'stopped':
      return { kind: 'close', atMs, nodeId, shardId: happening.shardId };
    default:
      return undefined;
  }
}
