import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCdk } from '../../../local/cloud/cdk/find-cdk';
import { temporaryFolder } from './project-fixture';

describe('the cdk command line', () => {
  it('is the one of the folder that we were started in', () => {
    const [here, root] = [temporaryFolder(), temporaryFolder()];
    const [ours] = [install(here), install(root)];
    expect(findCdk({ root }, here)).toBe(ours);
  });

  it('is else the one beside the package, which lies among its modules', () => {
    const folder = temporaryFolder();
    const program = install(folder);
    expect(findCdk({ root: path.join(folder, 'node_modules', 'cdk-elastic-fleet') }, temporaryFolder())).toBe(program);
  });

  it('must be there, and we say how to install it', () => {
    expect(() => findCdk({ root: temporaryFolder() }, temporaryFolder())).toThrow('npm install --save-dev aws-cdk');
  });
});

/** Installs a program of that name into a folder. */
function install(folder: string): string {
  const file = path.join(folder, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '');
  return file;
}
