import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { OutputFiles } from '../../output/output-files';
import { replaceFile } from '../../output/replace-file';
import { temporaryFolder } from '../local/cloud/project-fixture';

let folder: string;
let input: string;

beforeEach(() => {
  folder = temporaryFolder();
  input = path.join(folder, 'load.csv');
  writeFileSync(input, 'old');
});

const inFolder = (name: string) => path.join(folder, name);

describe('OutputFiles.check', () => {
  it.each(['load.csv', './sub/../load.csv', 'link.csv', 'linked/load.csv'])('refuses the input as %s', async (name) => {
    mkdirSync(inFolder('sub'));
    symlinkSync(input, inFolder('link.csv'));
    symlinkSync(folder, inFolder('linked'));
    const file = `${folder}/${name}`;
    await expect(OutputFiles.check({ '--series': file }, { '--trace': input })).rejects.toThrow(
      `--series ${file} is the file of --trace too, which would be overwritten: give --series another file`,
    );
  });

  it('refuses two outputs that are one, also of a file that is not there yet', async () => {
    symlinkSync(folder, inFolder('linked'));
    const outputs = { '--series': inFolder('new'), '--html': inFolder('linked/new') };
    await expect(OutputFiles.check(outputs, {})).rejects.toThrow('is the file of --series too');
  });

  it.each([
    ['', "--out '' is no file"],
    ['sub', 'is no file: give the name of a file'],
    ['none/policy.json', 'cannot be written: ENOENT'],
    ['load.csv/policy.json', 'cannot be written: ENOTDIR'],
  ])('refuses %j, where nothing can be written', async (name, message) => {
    mkdirSync(inFolder('sub'));
    const file = name && inFolder(name);
    await expect(OutputFiles.check({ '--out': file }, {})).rejects.toThrow(message);
  });

  it('takes devices, as often as one likes', async () => {
    const outputs = await OutputFiles.check({ '--series': '/dev/null', '--html': '/dev/null' }, { '--trace': input });
    await outputs.write('--series', () => 'text');
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });
});

describe('OutputFiles.write', () => {
  it('replaces a file behind a link, and keeps who may read it', async () => {
    chmodSync(input, 0o600);
    symlinkSync(input, inFolder('link.csv'));
    const outputs = await OutputFiles.check({ '--out': inFolder('link.csv') }, {});
    await outputs.write('--out', () => 'new');
    expect(readFileSync(input, 'utf8')).toBe('new');
    expect(statSync(input).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).sort()).toEqual(['link.csv', 'load.csv']);
  });

  it('does nothing for an option that is not given', async () => {
    const outputs = await OutputFiles.check({ '--out': undefined }, { '--trace': undefined });
    await outputs.write('--out', () => 'new');
    expect(readdirSync(folder)).toEqual(['load.csv']);
  });

  it('leaves the old file and nothing else when it fails, and says what was written before', async () => {
    // GIVEN a folder that comes after the check
    const [series, html] = [inFolder('series.csv'), inFolder('page.html')];
    const outputs = await OutputFiles.check({ '--series': series, '--html': html }, {});
    await outputs.write('--series', () => 'text');
    mkdirSync(html);
    // WHEN
    const message = await outputs.write('--html', () => 'text').catch((error: Error) => error.message);
    // THEN
    expect(message).toContain(`--html ${html} cannot be written: EISDIR`);
    expect(message).toContain(`; written before: --series ${series}`);
    expect(readdirSync(folder).sort()).toEqual(['load.csv', 'page.html', 'series.csv']);
  });

  it('leaves the old file whole when writing ends half-way', async () => {
    async function* halfWritten() {
      yield 'half';
      throw new Error('no space');
    }
    await expect(replaceFile(input, halfWritten() as never)).rejects.toThrow('no space');
    expect(readFileSync(input, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['load.csv']);
  });

  it('goes on where whoever reads behind a pipe stops early', async () => {
    execFileSync('mkfifo', [inFolder('pipe')]);
    const reader = spawn('head', ['-c', '1', inFolder('pipe')], { stdio: 'ignore' });
    const ended = once(reader, 'exit');
    await replaceFile(inFolder('pipe'), 'text'.repeat(1_000_000));
    expect(await ended).toEqual([0, null]);
  });

  it('tells by the option that a device is full', async () => {
    const outputs = await OutputFiles.check({ '--series': '/dev/full' }, {});
    await expect(outputs.write('--series', () => 'text')).rejects.toThrow(
      '--series /dev/full cannot be written: ENOSPC',
    );
  });
});
