import { describe, expect, it } from 'vitest';
import { nodeFileSystem } from '../../../agent/copies/node-file-system';
import { IncompleteCopyError } from '../../../agent/errors';
import { openCopy } from './copy-fixture';

describe('dropping a copy', () => {
  it('removes the copy, and succeeds when there is none', async () => {
    const fixture = await openCopy();
    fixture.write('a', 'A');
    await fixture.copies.drop('s');
    await fixture.copies.drop('s');
    expect(fixture.seen()).toEqual({});
    expect(await fixture.copies.held()).toEqual([]);
    await expect(fixture.copies.files('s')).rejects.toThrow(IncompleteCopyError);
  });

  it('leaves no complete copy when it is interrupted', async () => {
    const fixture = await openCopy();
    fixture.write('a', 'A');
    const remove = (path: string) =>
      path.endsWith('copy.json') ? nodeFileSystem.remove(path) : Promise.reject(new Error('crash'));
    const copies = fixture.start({ disk: { ...nodeFileSystem, remove } });
    await expect(copies.drop('s')).rejects.toThrow('crash');
    expect(fixture.seen()).toEqual({ a: 'A' });
    await expect(fixture.start().files('s')).rejects.toThrow(IncompleteCopyError);
    expect(await fixture.copies.held()).toEqual(['s']);
  });
});
