import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { planCommand } from '../../fleet-plan/cli/plan-command';
import { temporaryFolder } from '../local/cloud/project-fixture';

/** A node of a terabyte and a hundred units of load. */
export function node(id: string, zone: string, change: object = {}) {
  return { id, zone, state: 'active', capacity: { bytes: 1e12, load: 100 }, ...change };
}

/** A shard of ten gigabytes and ten units of load. */
export function shard(id: string, owners: readonly string[], change: object = {}) {
  return { id, sizeBytes: 1e10, load: 10, owners, ...change };
}

/** Three nodes in three zones with loads of 60, 40 and 20 of a mean of 40; only `s-2` is worth its bytes. */
export const UNEVEN = {
  nodes: [node('n-1', 'a'), node('n-2', 'b'), node('n-3', 'c')],
  shards: [
    shard('s-1', ['n-1'], { sizeBytes: 40e9, load: 20 }),
    shard('s-2', ['n-1'], { sizeBytes: 10e9, load: 20 }),
    shard('s-3', ['n-1'], { sizeBytes: 30e9, load: 20 }),
    shard('s-4', ['n-2'], { sizeBytes: 20e9, load: 20 }),
    shard('s-5', ['n-2'], { sizeBytes: 20e9, load: 20 }),
    shard('s-6', ['n-3'], { sizeBytes: 20e9, load: 20 }),
  ],
  policy: { replicas: 1 },
};

/** Writes a file into a new folder. Returns its path. */
export function fileOf(content: string | Buffer | object, name = 'fleet.json'): string {
  const file = path.join(temporaryFolder(), name);
  writeFileSync(file, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  return file;
}

/** Lines of JSON. */
export function linesOf(shards: readonly object[]): string {
  return shards.map((one) => `${JSON.stringify(one)}\n`).join('');
}

/** What the command prints. */
export async function planned(...options: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const command = planCommand((line) => {
    lines.push(line);
  });
  await command.parseAsync(['node', 'plan', ...options]);
  return lines.join('\n');
}
