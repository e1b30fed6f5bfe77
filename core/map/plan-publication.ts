import type { Reason } from '../decision';
import { contentSize, type MapContent, type VersionedMap } from './map-content';
import { differenceBetween, differenceSize, type MapDifference } from './map-difference';
import { MAP_FORMAT_VERSION, type MapHead, type MapObject } from './map-format';

/** A map is published at most once in this time. */
export const PUBLICATION_INTERVAL_MS = 5000;
/** Changes that a head lists before a new snapshot takes their place. */
export const MOST_CHANGES = 64;
/** Entries of the changes since the snapshot, as a part of the snapshot's own, before a new one takes their place. */
export const MOST_CHANGED_FRACTION = 0.5;

/** What a publication is planned from. */
export interface PublicationInput {
  /** Absent when nothing was published yet, or its head is unreadable. */
  readonly head?: MapHead;
  /**
   * The highest version that readers may have seen: the head's; without a head, or with an older one that was put back, the
   * highest that any object of the map carries, else 0.
   */
  readonly lastVersion: number;
  /** What readers of the head have; absent when they can have nothing. */
  readonly published?: MapContent;
  /** What the table says; must have been read after the head. */
  readonly present: MapContent;
}

/** What to write. */
export type Publication =
  | { readonly kind: 'nothing'; readonly reason: Reason }
  | {
      readonly kind: 'change';
      readonly reason: Reason;
      readonly version: number;
      readonly entries: number;
      readonly difference: MapDifference;
    }
  | ({ readonly kind: 'snapshot'; readonly reason: Reason; readonly entries: number } & VersionedMap);

/** Returns what to write so that readers get the present map. Deterministic, O(nodes + shards). */
export function planPublication(input: PublicationInput): Publication {
  const { head, published, present } = input;
  if (present.shards.size === 0) {
    return nothing('no-shards', 'the table holds no shards (not made yet, or being rebuilt); what is published stays');
  }
  if (head === undefined) {
    return snapshot(input, 'first-snapshot', 'there is no readable head of the map');
  }
  if (published === undefined) {
    return snapshot(
      input,
      'unreadable-map',
      `version ${head.version} has lost an object, or is an older one that was put back`,
    );
  }
  const difference = differenceBetween(published, present);
  const entries = differenceSize(difference);
  if (entries === 0) {
    return nothing('up-to-date', `version ${head.version} is what the table says`);
  }
  return planChange(input, head, difference, entries);
}

/**
 * Returns how long to wait before the next publication, from 0 to `PUBLICATION_INTERVAL_MS`. The publishers' clocks may
 * differ, so this keeps a pace and promises nothing: a head from the future is not waited for.
 */
export function publicationWaitMs(head: MapHead | undefined, nowMs: number): number {
  const ageMs = nowMs - (head?.publishedAtMs ?? Number.NEGATIVE_INFINITY);
  return ageMs < 0 ? 0 : Math.max(0, PUBLICATION_INTERVAL_MS - ageMs);
}

/** Returns the head that a publication makes of the one before. O(changes). */
export function nextHead(
  head: MapHead | undefined,
  publication: Exclude<Publication, { readonly kind: 'nothing' }>,
  key: string,
  nowMs: number,
): MapHead {
  const { version, entries } = publication;
  const written: MapObject = { version, key, entries };
  const isChange = publication.kind === 'change' && head !== undefined;
  const objects = isChange
    ? { snapshot: head.snapshot, changes: [...head.changes, written] }
    : { snapshot: written, changes: [] };
  return { formatVersion: MAP_FORMAT_VERSION, version, publishedAtMs: nowMs, ...objects };
}

function planChange(input: PublicationInput, head: MapHead, difference: MapDifference, entries: number): Publication {
  const changed = head.changes.reduce((sum, change) => sum + change.entries, entries);
  if (head.changes.length >= MOST_CHANGES) {
    return snapshot(input, 'many-changes', `the head lists ${head.changes.length} changes`);
  }
  if (changed > head.snapshot.entries * MOST_CHANGED_FRACTION) {
    const text = `${changed} entries have changed since the snapshot of ${head.snapshot.entries}`;
    return snapshot(input, 'large-changes', text);
  }
  const reason = { code: 'changed', text: `${entries} entries differ from version ${head.version}` };
  return { kind: 'change', reason, version: input.lastVersion + 1, entries, difference };
}

function nothing(code: string, text: string): Publication {
  return { kind: 'nothing', reason: { code, text } };
}

function snapshot(input: PublicationInput, code: string, text: string): Publication {
  return {
    kind: 'snapshot',
    reason: { code, text },
    version: input.lastVersion + 1,
    entries: contentSize(input.present),
    content: input.present,
  };
}
