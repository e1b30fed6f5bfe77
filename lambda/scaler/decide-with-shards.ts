import { decideScaling, type ScalingOutcome } from '../../core/scaling/decide-scaling';
import type { ScalingInput } from '../../core/scaling/scaling-input';
import type { ScalerPorts } from './scaler-ports';

/** A decision, and what it was made from. */
export interface DecidedInput {
  readonly input: ScalingInput;
  readonly outcome: ScalingOutcome;
}

/**
 * Decides, and decides once more with all shards when that would have a node emptied: heartbeats know of no move in flight and of no
 * follower, and both need room. Shards are the largest read, so they are read only then.
 */
export async function decideWithShards(
  { table }: Pick<ScalerPorts, 'table'>,
  input: ScalingInput,
): Promise<DecidedInput> {
  const outcome = decideScaling(input);
  const drains = [outcome.decision, ...outcome.further].some(({ kind }) => kind === 'drain');
  if (!drains || input.shards !== undefined) {
    return { input, outcome };
  }
  const withShards = { ...input, shards: await table.readShards() };
  return { input: withShards, outcome: decideScaling(withShards) };
}
