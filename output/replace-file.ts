import { chmod, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { goOnWithoutReader } from './go-on-without-reader';

/** Whoever reads behind these has them open already: another file in their place would be read by nobody. */
const STREAM = /^\/(dev\/(std|fd\/)|proc\/)/;

/** Returns a file's path without links, also of one that is not there yet. */
export async function realPlace(file: string): Promise<string> {
  const folder = path.dirname(path.resolve(file));
  const realFolder = await realpath(folder).catch(() => folder);
  return realpath(file).catch(() => path.join(realFolder, path.basename(file)));
}

/** Whether another file may take the place of this one: not that of a pipe, a terminal or another device. */
export async function isReplaceable(file: string): Promise<boolean> {
  const known = await stat(file).catch(() => undefined);
  return !STREAM.test(path.resolve(file)) && (known === undefined || known.isFile());
}

/** Writes a file so that a fault leaves the one before it whole; what cannot be replaced is written as it is. */
export async function replaceFile(file: string, text: string): Promise<void> {
  if (!(await isReplaceable(file))) {
    await writeFile(file, text).catch(goOnWithoutReader);
    return;
  }
  const place = await realPlace(file);
  const aside = `${place}.${process.pid}.new`;
  try {
    await writeFile(aside, text);
    await keepMode(place, aside);
    await rename(aside, place);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

async function keepMode(from: string, to: string): Promise<void> {
  const known = await stat(from).catch(() => undefined);
  if (known !== undefined) {
    await chmod(to, known.mode);
  }
}
