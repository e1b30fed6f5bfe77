import { execFileSync } from 'node:child_process';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LocalCloudError } from '../../../local/cloud/local-cloud-error';
import { findPython } from '../../../local/cloud/python/find-python';
import { missingEmulator } from '../emulator/start-emulator';
import { temporaryFolder, testProject } from './project-fixture';

const reason = missingEmulator();

describe('search for Python', () => {
  it('fails when there is none on the PATH, and says what to install', async () => {
    const environment = { PATH: temporaryFolder() };
    const search = findPython({ project: testProject(), environment });
    await expect(search).rejects.toThrow(LocalCloudError);
    await expect(search).rejects.toThrow('There is no python3 on the PATH');
    await expect(search).rejects.toThrow('apt-get install python3 python3-venv');
  });
});

describe.skipIf(reason)(`search for moto ${reason ?? ''}`, () => {
  it('takes the Python on the PATH when that has moto', async () => {
    const python = await findPython({ project: testProject(), environment: process.env });
    expect(python.moto).toBe('5.2.1');
  });

  it('fails when moto is missing and cannot be installed, and leaves no half-made environment', async () => {
    const bare = path.join(temporaryFolder(), 'bare');
    execFileSync('python3', ['-m', 'venv', '--without-pip', bare]);
    leaveOutPip(path.join(bare, 'bin', 'python3'));
    const project = testProject();
    const environment = { ...process.env, PATH: path.join(bare, 'bin') };
    const steps: string[] = [];
    const search = findPython({ project, environment, onStep: (step) => steps.push(step) });
    await expect(search).rejects.toThrow(/needs moto 5\.2\.1, which python3 lacks[\s\S]*pip install --requirement/);
    expect(steps).toEqual([expect.stringContaining('installing moto 5.2.1')]);
    expect(existsSync(path.join(project.work, 'venv'))).toBe(false);
  });
});

/** Has the environments that a Python makes lack pip, so that nothing can be installed: to put pip in takes seconds. */
function leaveOutPip(python: string): void {
  const real = `${python}-real`;
  renameSync(python, real);
  const script = `#!/bin/sh\n[ "$2" = venv ] && set -- "$@" --without-pip\nexec '${real}' "$@"\n`;
  writeFileSync(python, script, { mode: 0o755 });
}
