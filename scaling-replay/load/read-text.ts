import { readFile } from 'node:fs/promises';

/** Returns the text of a file. @throws Error of the given kind, which says what cannot be read. */
export async function readText(what: string, file: string, Fault: new (message: string) => Error): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Fault(`${what} ${file} cannot be read: ${(error as Error).message}`);
  }
}
