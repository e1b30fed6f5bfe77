import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { isReplaceable, realPlace, replaceFile } from './replace-file';

/** Files by the options that name them; absent where an option is not given. */
export type NamedFiles = Readonly<Record<string, string | undefined>>;

/** An output cannot be written; the message names its option. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

/** Files that a command writes when its work is done. */
export class OutputFiles {
  private readonly written: string[] = [];

  private constructor(private readonly outputs: NamedFiles) {}

  /**
   * Returns the outputs of a command, to be called before its work.
   * @throws OutputError when one could not be written, or would overwrite an input or another one.
   */
  static async check(outputs: NamedFiles, inputs: NamedFiles): Promise<OutputFiles> {
    const taken = new Map<string, string>();
    for (const [option, file] of given(inputs)) {
      taken.set(await realPlace(file), option);
    }
    for (const [option, file] of given(outputs)) {
      await refuseUnwritable(option, file);
      if (await isReplaceable(file)) {
        takePlace(taken, option, file, await realPlace(file));
      }
    }
    return new OutputFiles(outputs);
  }

  /**
   * Writes what is rendered to the file of an option, all of it or nothing; does nothing when the option is not given.
   * @throws OutputError when it cannot be written; the message names what was written before.
   */
  async write(option: string, render: () => string): Promise<void> {
    const file = this.outputs[option];
    if (file === undefined) {
      return;
    }
    const text = render();
    try {
      await replaceFile(file, text);
    } catch (error) {
      const before = this.written.length > 0 ? `; written before: ${this.written.join(', ')}` : '';
      throw new OutputError(`${option} ${file} cannot be written: ${(error as Error).message}${before}`);
    }
    this.written.push(`${option} ${file}`);
  }
}

function given(files: NamedFiles): readonly (readonly [string, string])[] {
  return Object.entries(files).flatMap(([option, file]) => (file === undefined ? [] : [[option, file] as const]));
}

function takePlace(taken: Map<string, string>, option: string, file: string, place: string): void {
  const other = taken.get(place);
  if (other !== undefined) {
    throw new OutputError(
      `${option} ${file} is the file of ${other} too, which would be overwritten: give ${option} another file`,
    );
  }
  taken.set(place, option);
}

async function refuseUnwritable(option: string, file: string): Promise<void> {
  const known = await stat(file).catch(() => undefined);
  if (file === '' || known?.isDirectory()) {
    throw new OutputError(`${option} '${file}' is no file: give the name of a file`);
  }
  try {
    await demandAccess(file, known !== undefined);
  } catch (error) {
    throw new OutputError(
      `${option} ${file} cannot be written: ${(error as Error).message}; give a file that you may write, in a folder that exists`,
    );
  }
}

async function demandAccess(file: string, exists: boolean): Promise<void> {
  if (exists) {
    await access(file, constants.W_OK);
  }
  if (await isReplaceable(file)) {
    // The point lets a file that stands where the folder should be fail.
    await access(`${path.dirname(await realPlace(file))}/.`, constants.W_OK);
  }
}
