import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';

/** What names the standard input instead of a file. */
export const STANDARD_INPUT = '-';

const BYTE_ORDER_MARK = /^\uFEFF/;

/**
 * Returns the text of a file, or of the standard input, without the mark that some editors begin it with.
 * @throws Error of the given kind, which says what cannot be read, or is not UTF-8.
 */
export async function readText(what: string, file: string, Fault: new (message: string) => Error): Promise<string> {
  const bytes = await readBytes(what, file, Fault);
  if (!isUtf8(bytes)) {
    throw new Fault(`${what} ${file} is no UTF-8 text: write it as UTF-8`);
  }
  return bytes.toString('utf8').replace(BYTE_ORDER_MARK, '');
}

async function readBytes(what: string, file: string, Fault: new (message: string) => Error): Promise<Buffer> {
  try {
    return file === STANDARD_INPUT ? await buffer(process.stdin) : await readFile(file);
  } catch (error) {
    throw new Fault(`${what} ${file} cannot be read: ${(error as Error).message}`);
  }
}
