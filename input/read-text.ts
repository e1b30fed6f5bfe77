import { readFile } from 'node:fs/promises';

const BYTE_ORDER_MARK = /^\uFEFF/;

/** Returns the text of a file, without the mark that some editors begin it with. @throws Error of the given kind, which says what cannot be read. */
export async function readText(what: string, file: string, Fault: new (message: string) => Error): Promise<string> {
  try {
    const text = await readFile(file, 'utf8');
    return text.replace(BYTE_ORDER_MARK, '');
  } catch (error) {
    throw new Fault(`${what} ${file} cannot be read: ${(error as Error).message}`);
  }
}
