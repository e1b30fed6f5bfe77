import { describe, expect, it } from 'vitest';
import { decideSeal, type Manifest, parseManifest, sealManifest } from '../../../core/home/manifest';

const OBJECT = { path: 'data', key: 'homes/s/2/x', sizeBytes: 10, sha256: 'ab'.repeat(32) };
const MANIFEST: Manifest = { formatVersion: 1, shardId: 's', epoch: 2, version: 9, writer: 'a', objects: [OBJECT] };

function faults(change: object): readonly string[] {
  const parsed = parseManifest(JSON.stringify({ ...MANIFEST, ...change }));
  return 'faults' in parsed ? parsed.faults : [];
}

describe('parseManifest', () => {
  it('gives back what was written', () => {
    expect(parseManifest(JSON.stringify(MANIFEST))).toEqual({ manifest: MANIFEST });
  });

  it('refuses a truncated text', () => {
    const parsed = parseManifest(JSON.stringify(MANIFEST).slice(0, -5));
    expect(parsed).toEqual({ faults: ['the manifest is not JSON; it may be truncated'] });
  });

  it.each(['', 'null', '"text"', '7'])('refuses %j', (text) => {
    expect(parseManifest(text)).toHaveProperty('faults');
  });

  it('refuses a newer format and says what to do', () => {
    expect(faults({ formatVersion: 2 })).toEqual(['manifest format 2 is not 1; update this node']);
  });

  it('names all faults at once', () => {
    expect(faults({ shardId: 1, writer: null, epoch: -1, version: 1.5, objects: 'none' })).toEqual([
      'shardId is not a string',
      'writer is not a string',
      'epoch is not a whole number',
      'version is not a whole number',
      'objects is not a list',
    ]);
  });

  it.each([
    ['no object', null],
    ['a number', 7],
    ['no path', { ...OBJECT, path: undefined }],
    ['a path out of the copy', { ...OBJECT, path: '../other' }],
    ['an absolute path', { ...OBJECT, path: '/etc/passwd' }],
    ['a hidden file', { ...OBJECT, path: 'data/.lock' }],
    ['no key', { ...OBJECT, key: undefined }],
    ['a negative size', { ...OBJECT, sizeBytes: -1 }],
    ['a short checksum', { ...OBJECT, sha256: 'ab' }],
    ['an upper-case checksum', { ...OBJECT, sha256: 'AB'.repeat(32) }],
    ['a checksum in a list', { ...OBJECT, sha256: [OBJECT.sha256] }],
  ])('refuses an entry with %s and says which', (_, entry) => {
    expect(faults({ objects: [OBJECT, entry] })).toEqual(['objects[1] has no sound path, key, sizeBytes or sha256']);
  });
});

describe('sealing', () => {
  const owner = { shardId: 's', nodeId: 'b', epoch: 3 };

  it('carries the objects over into the new epoch and counts the version on', () => {
    expect(sealManifest(MANIFEST, owner)).toEqual({ ...MANIFEST, epoch: 3, version: 10, writer: 'b' });
  });

  it('starts an empty home for a shard that has none', () => {
    expect(decideSeal(undefined, owner)).toEqual({
      kind: 'write',
      manifest: { formatVersion: 1, shardId: 's', epoch: 3, version: 1, writer: 'b', objects: [] },
    });
  });

  it('writes over a lower epoch', () => {
    expect(decideSeal(MANIFEST, owner)).toEqual({ kind: 'write', manifest: sealManifest(MANIFEST, owner) });
  });

  it('writes over a much lower epoch, as after owners that died before they sealed', () => {
    expect(decideSeal(MANIFEST, { ...owner, epoch: 30 }).kind).toBe('write');
  });

  it('counts its own seal as done: the reply was lost', () => {
    expect(decideSeal({ ...MANIFEST, epoch: 3, writer: 'b' }, owner)).toEqual({ kind: 'sealed' });
  });

  it('is superseded by a higher epoch, even of its own', () => {
    expect(decideSeal({ ...MANIFEST, epoch: 4, writer: 'b' }, owner)).toEqual({ kind: 'superseded', byEpoch: 4 });
  });

  it('is superseded by another writer of the same epoch', () => {
    expect(decideSeal({ ...MANIFEST, epoch: 3, writer: 'c' }, owner)).toEqual({ kind: 'superseded', byEpoch: 3 });
  });
});
