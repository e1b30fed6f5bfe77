/** What of a deployment its own parts, and operators, know it by. */

/** What the scaler of a fleet does, at the end of its function's description: it is found by that. */
export const SCALER_PURPOSE = 'decides how many nodes there are';

/** Type of the custom resource whose function refuses another number of shards than the fleet was made with. */
export const SHARD_COUNT_RESOURCE = 'Custom::ElasticFleetShardCount';

/** Scaling processes of a stateful group that would end nodes without asking the scaler, which keeps them suspended. */
export const SUSPENDED_PROCESSES: readonly string[] = ['AZRebalance'];
