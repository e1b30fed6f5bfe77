import type { ShardStat } from '../../core/fleet/node';
import type { SmoothedLoad } from '../../core/fleet/smoothed-load';
import { ServiceRefusalError } from '../errors';
import type { UnreferencedSince } from '../home/collect-garbage';
import type { ServiceStat, StoredManifest } from '../ports';

/** A shard that the node owns. */
export interface OpenShard {
  readonly epoch: number;
  stored: StoredManifest;
  since: UnreferencedSince;
  /**
   * The program has closed it, but its last writes are not durable yet, so its copy must stay as it is; or the program has
   * not confirmed yet that it is open.
   */
  isStopped: boolean;
  /** What the program's first close named: told to close once more, it has nothing open, and may name no file. */
  closed?: { readonly paths: readonly string[] | undefined };
  /** Since when the last writes of a close that could not store them wait in files; whoever opens it again owes them. */
  owedSinceMs?: number;
  /** Whether what the last flush was to store may not be in the home. */
  hasFlushFailed: boolean;
  /** Keys of what flushes that failed have stored, which the next one may name until they are collected as garbage. */
  readonly unnamedKeys: Set<string>;
  /** What the program last said of it. */
  stat?: ServiceStat;
  /** When that was; at first, when it was opened. */
  heardMs: number;
  /** Since when it has been dirty, as the program said or was seen to be, until a flush that went through. */
  dirtySinceMs?: number;
  /** Whether the program was last asked in vain, or said what nobody understands. */
  isUnheard: boolean;
  /** How often in a row the program was told to open it again, did so, and still said nothing of it. */
  reopenings: number;
  /** `undefined` until something is known of it. */
  load: SmoothedLoad | undefined;
}

/** A heartbeat lists up to 5000 loads, and nobody needs more digits. */
const LOAD_DIGITS = 4;

/**
 * Below it a load counts for nothing: DynamoDB refuses numbers below 1e-130, to which that of an idle shard has fallen after
 * six days, and the lease with them.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
const LEAST_LOAD = 1e-9;

/** Returns its size, with what is not durable yet, and its load over time. */
export function statOf({ stored, stat, load }: OpenShard): ShardStat {
  const durableBytes = stored.manifest.objects.reduce((sum, object) => sum + object.sizeBytes, 0);
  return { bytes: durableBytes + (stat?.dirtyBytes ?? 0), load: toldLoad(load?.load ?? 0) };
}

function toldLoad(load: number): number {
  return load < LEAST_LOAD ? 0 : Number(load.toPrecision(LOAD_DIGITS));
}

/** Each refresh opens it again, so a program that was started anew names it before that. */
const MOST_REOPENINGS = 5;

/** @throws ServiceRefusalError when the program opens a shard again and again and never names it: nobody may be serving it. */
export function checkListed(shardId: string, { reopenings }: OpenShard): void {
  if (reopenings >= MOST_REOPENINGS) {
    throw new ServiceRefusalError(
      `the service was told ${reopenings} times to open ${shardId} and said that it did, but its answer to GET /shards lacks it`,
    );
  }
}
