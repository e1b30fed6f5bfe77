import { renderList } from '../../output/units';
import type { Report } from '../report';

/** What a rebuild did or would do, by shard. */
export interface RebuildOutcome {
  readonly created: string[];
  /** Each with its old and new epoch. */
  readonly raised: { readonly shard: string; readonly from: number; readonly to: number }[];
  /** Taken off an owner in the epoch that another node has sealed. */
  readonly freed: { readonly shard: string; readonly owner: string; readonly epoch: number }[];
  readonly kept: string[];
  /** Left alone, with the reason. */
  readonly held: { readonly shard: string; readonly why: string }[];
  /** Manifests that could not be read, with their faults. */
  readonly unreadable: { readonly shard: string; readonly fault: string }[];
  /** Shards in the bucket that the policy does not count. */
  readonly foreign: string[];
  /** Shards of the policy that have no home; they were never placed, or their homes are lost. */
  readonly homeless: string[];
}

export function emptyOutcome(): RebuildOutcome {
  return { created: [], raised: [], freed: [], kept: [], held: [], unreadable: [], foreign: [], homeless: [] };
}

/** Returns the outcome with everything in order of shards. */
export function renderRebuild(outcome: RebuildOutcome, wrote: boolean, resumed: boolean): Report {
  const verb = wrote ? '' : 'would be ';
  const { created, raised, freed, kept, held, unreadable, foreign, homeless } = outcome;
  const lines = [
    `${created.length} rows ${verb}written, ${raised.length} ${verb}raised, ${kept.length} were right already`,
    ...raised.map(({ shard, from, to }) => `raised: ${shard} from epoch ${from} to ${to}`),
    ...freed.map(({ shard, owner, epoch }) => `taken off ${owner}: ${shard}: another node sealed epoch ${epoch}`),
    ...held.map(({ shard, why }) => `left alone: ${shard}: ${why}`),
    ...unreadable.map(({ shard, fault }) => `unreadable, left out: ${shard}: ${fault}`),
    ...(foreign.length > 0 ? [`not in the policy, left out: ${renderList(foreign)}`] : []),
    ...(homeless.length > 0 ? [`without a home, begin empty: ${renderList(homeless)}`] : []),
    nextStep(wrote, resumed),
  ];
  return { value: { wrote, resumed, ...outcome }, lines, ok: held.length === 0 && unreadable.length === 0 };
}

function nextStep(wrote: boolean, resumed: boolean): string {
  if (!wrote) {
    return 'nothing was written; to do it: fleet rebuild --yes';
  }
  return resumed ? 'the fleet is resumed' : 'the fleet stays halted; when all is right: fleet resume';
}
