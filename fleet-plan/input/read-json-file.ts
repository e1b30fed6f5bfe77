import { readText } from '../../input/read-text';
import { PlanInputError } from './plan-input-error';

/** Returns what a file of JSON says; a byte order mark is passed over. @throws PlanInputError when it cannot be read. */
export async function readJsonFile(what: string, file: string): Promise<unknown> {
  const text = await readText(what, file, PlanInputError);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new PlanInputError(`${what} ${file} is no JSON: ${(error as Error).message}`);
  }
}
