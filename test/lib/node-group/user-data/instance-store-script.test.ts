import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderInstanceStoreScript } from '../../../../lib/node-group/user-data/instance-store-script';

/** The commands that touch devices are played by stubs that note how they were called. */
const STUBS: Readonly<Record<string, string>> = {
  logger: 'echo "$5" >&2',
  udevadm: '',
  mountpoint: 'exit "$MOUNTED"',
  lsblk: 'echo "$LSBLK"',
  blkid: 'if [[ -n "$FILE_SYSTEM" ]]; then echo "$FILE_SYSTEM"; else exit 2; fi',
  mdadm: 'if [[ "$1" == --examine ]]; then exit "$EXAMINE"; fi; if [[ -n "$MDADM_FAILS" ]]; then exit 1; fi',
  'mkfs.xfs': '',
  mkdir: '',
  mount: '',
};

/** An instance on which nothing is assembled, formatted or mounted yet. */
const FRESH = { MOUNTED: '1', LSBLK: '', FILE_SYSTEM: '', EXAMINE: '1', MDADM_FAILS: '' };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'instance-store-'));
  mkdirSync(path.join(folder, 'bin'));
  mkdirSync(path.join(folder, 'by-id'));
  for (const [name, body] of Object.entries(STUBS)) {
    const file = path.join(folder, 'bin', name);
    writeFileSync(file, `#!/bin/bash\n[[ ${name} == logger ]] || echo "${name} $*" >>"${folder}/calls"\n${body}\n`);
    chmodSync(file, 0o755);
  }
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Adds a device the way udev does: two links to it, and one to a partition of it. */
function addDevice(name: string): string {
  const device = path.join(folder, name);
  writeFileSync(device, '');
  const link = path.join(folder, 'by-id', `nvme-Amazon_EC2_NVMe_Instance_Storage_${name}`);
  symlinkSync(device, link);
  symlinkSync(device, `${link}_1`);
  symlinkSync(`${device}p1`, `${link}-part1`);
  return device;
}

interface Run {
  readonly status: number | null;
  readonly said: string;
  /** Calls of commands that change something. */
  readonly changes: string[];
}

function run(environment: Record<string, string> = {}): Run {
  const script = renderInstanceStoreScript('/mnt/fleet')
    .replace('/dev/disk/by-id', path.join(folder, 'by-id'))
    .replace('/dev/md/fleet', path.join(folder, 'array'));
  const env = { PATH: `${path.join(folder, 'bin')}:${process.env.PATH}`, ...FRESH, ...environment };
  const result = spawnSync('bash', ['--norc', '-c', script], { env, encoding: 'utf8' });
  writeFileSync(path.join(folder, 'calls'), '', { flag: 'a' });
  const calls = readFileSync(path.join(folder, 'calls'), 'utf8').split('\n');
  return {
    status: result.status,
    said: result.stderr,
    changes: calls.filter((call) => /^(mkfs|mount |mdadm --(create|assemble))/.test(call)),
  };
}

describe('the instance-store script', () => {
  it('fails and says so when there is no instance store', () => {
    const { status, said, changes } = run();

    expect(status).toBe(1);
    expect(said).toContain('error: this instance type has no instance store');
    expect(changes).toEqual([]);
  });

  it('formats and mounts a single device without an array', () => {
    const device = addDevice('nvme1n1');

    const { status, changes } = run();

    expect(status).toBe(0);
    expect(changes).toEqual([
      `mkfs.xfs -K -L fleet-nvme ${device}`,
      `mount --types xfs --options noatime ${device} /mnt/fleet`,
    ]);
  });

  it('makes one array of several devices, each named once', () => {
    const devices = [addDevice('nvme1n1'), addDevice('nvme2n1'), addDevice('nvme3n1')];
    const array = path.join(folder, 'array');

    const { status, changes } = run();

    expect(status).toBe(0);
    expect(changes).toEqual([
      `mdadm --create ${array} --run --level=0 --homehost=any --name=fleet --raid-devices=3 ${devices.join(' ')}`,
      `mkfs.xfs -K -L fleet-nvme ${array}`,
      `mount --types xfs --options noatime ${array} /mnt/fleet`,
    ]);
  });

  it('assembles an array that exists and keeps its file system, as after a reboot', () => {
    const devices = [addDevice('nvme1n1'), addDevice('nvme2n1')];
    const array = path.join(folder, 'array');

    const { status, changes } = run({ EXAMINE: '0', FILE_SYSTEM: 'xfs' });

    expect(status).toBe(0);
    expect(changes).toEqual([
      `mdadm --assemble ${array} ${devices.join(' ')}`,
      `mount --types xfs --options noatime ${array} /mnt/fleet`,
    ]);
  });

  it('takes an array that udev has assembled under another name', () => {
    const device = addDevice('nvme1n1');
    addDevice('nvme2n1');

    const { changes } = run({ LSBLK: `${device} disk\n/dev/md127 raid0`, FILE_SYSTEM: 'xfs' });

    expect(changes).toEqual(['mount --types xfs --options noatime /dev/md127 /mnt/fleet']);
  });

  it('does nothing when the path is mounted already', () => {
    addDevice('nvme1n1');

    const { status, changes } = run({ MOUNTED: '0' });

    expect(status).toBe(0);
    expect(changes).toEqual([]);
  });

  it('fails rather than overwrite something else', () => {
    addDevice('nvme1n1');

    const { status, said, changes } = run({ FILE_SYSTEM: 'ext4' });

    expect(status).not.toBe(0);
    expect(said).toContain('carries ext4; it is not overwritten');
    expect(changes).toEqual([]);
  });

  it('fails when the array cannot be made, and neither formats nor mounts', () => {
    addDevice('nvme1n1');
    addDevice('nvme2n1');

    const { status, changes } = run({ MDADM_FAILS: '1' });

    expect(status).not.toBe(0);
    expect(changes.filter((call) => !call.startsWith('mdadm'))).toEqual([]);
  });
});
