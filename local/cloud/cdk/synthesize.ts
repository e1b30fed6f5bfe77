import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { LocalCloudError } from '../local-cloud-error';
import { runProgram } from '../process/run-program';
import { logFile } from '../project';
import { type AppSettings, appProgram } from './app-program';
import { nameOf } from './app-source';
import { checkAssembly } from './check-assembly';

/** What to synthesize. */
export interface SynthesisSettings extends AppSettings {
  readonly signal?: AbortSignal;
}

/**
 * Returns the folder of the cloud assembly of an app, as the `cdk` command line would synthesize it. Nothing of the
 * cloud is needed, so a wrong app is found before anything is started.
 * @throws LocalCloudError with the app's own message when it refuses, e.g. an unknown blueprint, and when what it makes cannot be deployed here.
 */
export async function synthesize(settings: SynthesisSettings): Promise<string> {
  const { project, source, signal } = settings;
  const name = 'command' in source ? `The app "${nameOf(source)}"` : `The blueprint ${nameOf(source)}`;
  const assembly = path.join(project.work, 'cdk.out');
  rmSync(assembly, { recursive: true, force: true });
  const program = { ...appProgram(settings, assembly), logFile: logFile(project, 'synth') };
  try {
    await runProgram('the app', program, signal);
  } catch (error) {
    signal?.throwIfAborted();
    const why = thrownError(program.logFile) ?? (error as Error).message;
    throw new LocalCloudError(`${name} cannot be synthesized. ${why}`);
  }
  checkAssembly(name, assembly);
  return assembly;
}

/** Returns the message of the error that ended a Node program, without its stack. */
function thrownError(file: string): string | undefined {
  return /^\w*Error: (.+)$/m.exec(readFileSync(file, 'utf8'))?.[1];
}
