import { manifestKey } from '../../core/contract/object-keys';
import type { Manifest } from '../../core/home/manifest';
import { counted, renderList, renderTime } from '../../output/units';
import { OperateError } from '../operate-error';
import type { ObjectVersion } from '../ports';

/** Returns the version of the manifest that was current at a time. Pure. @throws OperateError when there was none. */
export function manifestAt(shardId: string, versions: readonly ObjectVersion[], atMs: number): ObjectVersion {
  const key = manifestKey(shardId);
  const manifests = versions.filter((version) => version.key === key);
  const current = manifests.find((version) => version.modifiedMs <= atMs);
  if (current !== undefined && current.sizeBytes !== undefined) {
    return current;
  }
  const oldest = manifests.filter((version) => version.sizeBytes !== undefined).at(-1);
  const since = oldest
    ? `the oldest manifest that the bucket still keeps is of ${renderTime(oldest.modifiedMs)}`
    : 'the bucket keeps no manifest of it at all';
  throw new OperateError(`${shardId} had no manifest at ${renderTime(atMs)}; ${since}`);
}

/** An object of the manifest that is not what its key shows. */
export interface HiddenObject {
  readonly key: string;
  /** Delete markers, and what somebody wrote over it; newest first: all must go before the object shows again. */
  readonly above: readonly string[];
}

/**
 * Returns the objects of a manifest that were deleted or overwritten since and whose bytes the bucket still keeps. Nodes write to a key once, so
 * the oldest version of the right size is the object. Pure, O(versions).
 * @throws OperateError that names the objects of which no version of the right size is left.
 */
export function hiddenObjects(manifest: Manifest, versions: readonly ObjectVersion[]): readonly HiddenObject[] {
  const byKey = new Map<string, ObjectVersion[]>();
  for (const version of versions) {
    byKey.set(version.key, [...(byKey.get(version.key) ?? []), version]);
  }
  const hidden: HiddenObject[] = [];
  const lost: string[] = [];
  for (const { key, sizeBytes } of manifest.objects) {
    const kept = byKey.get(key) ?? [];
    const own = kept.findLastIndex((version) => version.sizeBytes === sizeBytes);
    if (own < 0) {
      lost.push(`${key} (${whatIsLeft(kept, sizeBytes)})`);
    } else if (kept[0]?.etag !== kept[own]?.etag) {
      hidden.push({ key, above: kept.slice(0, own).map((version) => version.versionId) });
    }
  }
  if (lost.length > 0) {
    throw new OperateError(
      `the manifest of then names ${counted(lost.length, 'object')} whose bytes are gone: ${renderList(lost)}. Try a later time: ` +
        'the bucket keeps deleted objects for the days that its lifecycle rule says',
    );
  }
  return hidden;
}

function whatIsLeft(kept: readonly ObjectVersion[], sizeBytes: number): string {
  const newest = kept.find((version) => version.sizeBytes !== undefined);
  return newest ? `${newest.sizeBytes} bytes instead of ${sizeBytes}` : 'no version left';
}
