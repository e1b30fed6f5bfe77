import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { generateTrace } from '../../../local/trace/generate-trace';

const VALUES = generateTrace(4, { minutes: 600, meanUnits: 10 }).demand;

/** Writes a load of ten hours into a folder, or the values that are given, and returns its file. */
export function writtenLoad(folder: string, values: readonly number[] = VALUES): string {
  const file = path.join(folder, 'load.csv');
  writeFileSync(file, `minute,value\n${values.map((value, minute) => `${minute},${value}`).join('\n')}\n`);
  return file;
}
