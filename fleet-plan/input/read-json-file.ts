import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { PlanInputError } from './plan-input-error';

/** Returns what a file of JSON says; a byte order mark is passed over. @throws PlanInputError when it cannot be read. */
export async function readJsonFile(what: string, file: string): Promise<unknown> {
  const bytes = await readBytes(what, file);
  if (!isUtf8(bytes)) {
    throw new PlanInputError(`${what} ${file} is no UTF-8 text: write it as UTF-8`);
  }
  try {
    return JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new PlanInputError(`${what} ${file} is no JSON: ${(error as Error).message}`);
  }
}

async function readBytes(what: string, file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new PlanInputError(`${what} ${file} cannot be read: ${(error as Error).message}`);
  }
}
