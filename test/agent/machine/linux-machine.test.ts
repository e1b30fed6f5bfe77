import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Graphics } from '../../../agent/machine/graphics';
import { refusalOf } from '../../../agent/machine/instance-store';
import { LinuxMachine, type LinuxMachineOptions } from '../../../agent/machine/linux-machine';

interface Counters {
  readonly cpu: string;
  readonly received: number;
  readonly sent: number;
}

/** A machine whose counters the test sets. */
function playedMachine(options: Partial<LinuxMachineOptions> = {}) {
  const procFolder = mkdtempSync(path.join(tmpdir(), 'proc-'));
  const dataFolder = mkdtempSync(path.join(tmpdir(), 'data-'));
  mkdirSync(path.join(procFolder, 'net'));
  writeFileSync(path.join(procFolder, 'meminfo'), 'MemTotal: 400 kB\nMemAvailable: 100 kB\n');
  const world = { nowMs: 0 };
  const graphics = new Graphics(async () => '30, 1, 4');
  const machine = new LinuxMachine({
    procFolder,
    dataFolder,
    clock: () => world.nowMs,
    graphics,
    ...options,
  });
  const set = ({ cpu, received, sent }: Counters) => {
    writeFileSync(path.join(procFolder, 'stat'), `cpu  ${cpu}\n`);
    writeFileSync(path.join(procFolder, 'net/dev'), `  eth0: ${received} 1 0 0 0 0 0 0 ${sent} 1 0 0 0 0 0 0\n`);
  };
  return { machine, world, set, dataFolder };
}

const AT_FIRST: Counters = { cpu: '100 0 0 100 0 0 0 0', received: 1_000_000, sent: 0 };
const LATER: Counters = { cpu: '175 0 0 125 0 0 0 0', received: 2_250_000, sent: 500_000 };

describe('LinuxMachine', () => {
  it('has no use of processor and network to tell at first', async () => {
    const { machine, set } = playedMachine({ networkBitsPerSecond: 10_000_000 });
    set(AT_FIRST);
    const { metrics } = await machine.measure();
    expect(Object.keys(metrics).sort()).toEqual(['diskPercent', 'gpuMemoryPercent', 'gpuPercent', 'memoryPercent']);
    expect(metrics).toMatchObject({ memoryPercent: 75, gpuPercent: 30, gpuMemoryPercent: 25 });
  });

  it('tells the use since the last measurement, of the network that of the busier direction', async () => {
    const { machine, set, world } = playedMachine({ networkBitsPerSecond: 10_000_000 });
    set(AT_FIRST);
    await machine.measure();
    set(LATER);
    world.nowMs = 2_000;
    expect((await machine.measure()).metrics).toMatchObject({ cpuPercent: 75, networkPercent: 50 });
  });

  it('does not measure the network when its bandwidth is not known', async () => {
    const { machine, set, world } = playedMachine();
    set(AT_FIRST);
    await machine.measure();
    set(LATER);
    world.nowMs = 2_000;
    expect((await machine.measure()).metrics).not.toHaveProperty('networkPercent');
  });

  it('leaves out the network when its counters began anew', async () => {
    const { machine, set, world } = playedMachine({ networkBitsPerSecond: 10_000_000 });
    set(LATER);
    await machine.measure();
    set({ ...LATER, received: 5 });
    world.nowMs = 2_000;
    expect((await machine.measure()).metrics).not.toHaveProperty('networkPercent');
  });

  it('reports what cannot be measured, and tells the rest', async () => {
    const graphics = new Graphics(() => Promise.reject(new Error('driver mismatch')));
    const { machine } = playedMachine({ graphics });
    const { metrics, faults } = await machine.measure();
    expect(Object.keys(metrics).sort()).toEqual(['diskPercent', 'memoryPercent']);
    expect(faults).toHaveLength(2);
  });

  it('tells the room of the data folder, and leaves nothing in it', async () => {
    const { machine, set, dataFolder } = playedMachine();
    set(AT_FIRST);
    const { usedBytes, capacityBytes, metrics, refuses } = await machine.measure();
    expect(capacityBytes).toBeGreaterThan(usedBytes);
    expect(metrics.diskPercent).toBeCloseTo((100 * usedBytes) / capacityBytes, 6);
    expect(refuses).toBeUndefined();
    expect(readdirSync(dataFolder)).toEqual([]);
  });

  it('fails when the data folder is missing', async () => {
    const { machine } = playedMachine({ dataFolder: '/nowhere/at/all' });
    await expect(machine.measure()).rejects.toThrow('/nowhere/at/all');
  });

  it('measures this very machine', async () => {
    const dataFolder = mkdtempSync(path.join(tmpdir(), 'data-'));
    const machine = new LinuxMachine({ dataFolder, clock: () => performance.now() });
    const { metrics, faults } = await machine.measure();
    expect(faults).toEqual([]);
    expect(metrics.memoryPercent).toBeGreaterThan(0);
  });
});

describe('refusalOf', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'data-'));

  it('refuses above 95 percent', async () => {
    expect(await refusalOf(folder, { usedBytes: 96, capacityBytes: 100 })).toBe('the instance store is 96 % full');
    expect(await refusalOf(folder, { usedBytes: 95, capacityBytes: 100 })).toBeUndefined();
  });

  it('refuses a folder that cannot be written', async () => {
    const refusal = await refusalOf('/proc/self', { usedBytes: 1, capacityBytes: 100 });
    expect(refusal).toContain('the instance store cannot be written: ');
  });
});
