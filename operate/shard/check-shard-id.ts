import { shardIds } from '../../core/fleet/shard';
import type { FleetAddress } from '../fleet/deployed-fleets';
import { OperateError } from '../operate-error';

/** @throws OperateError when the fleet's policy counts no such shard. */
export function checkShardId({ policy }: FleetAddress, shardId: string): void {
  const ids = shardIds(policy.shardCount);
  if (!ids.includes(shardId)) {
    throw new OperateError(`the fleet has no shard ${shardId}; its shards are ${ids[0]} to ${ids.at(-1)}`);
  }
}
