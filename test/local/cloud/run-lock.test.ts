import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockWorkFolder } from '../../../local/cloud/state/run-lock';
import { testProject } from './project-fixture';

/** Larger than any process id that Linux and macOS give. */
const DEAD = 2 ** 22 + 1;

describe('lock of the work folder', () => {
  it('fails when another run has it, and names that run', () => {
    const project = testProject();
    const unlock = lockWorkFolder(project);
    expect(() => lockWorkFolder(project)).toThrow(`Another local run (process ${process.pid})`);
    unlock();
  });

  it('is free again, without a trace, once it is given back', () => {
    const project = testProject();
    lockWorkFolder(project)();
    expect(readdirSync(project.work)).toEqual([]);
    lockWorkFolder(project)();
  });

  it('is taken over from a run that died', () => {
    const project = testProject();
    writeFileSync(path.join(project.work, 'lock'), String(DEAD));
    const unlock = lockWorkFolder(project);
    unlock();
  });

  it('fails where nothing can be written, and says what to give', () => {
    const { work } = testProject();
    const file = path.join(work, 'file');
    writeFileSync(file, '');
    const message = expect.objectContaining({
      name: 'LocalCloudError',
      message: expect.stringMatching(
        /cannot be written: .*\. Give a folder for what a run writes with --work-folder\./,
      ),
    });
    expect(() => lockWorkFolder({ work: file })).toThrow(message);
    expect(() => lockWorkFolder({ work: path.join(file, 'below') })).toThrow(message);
  });
});
