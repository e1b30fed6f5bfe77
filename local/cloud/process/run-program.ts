import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { LocalCloudError } from '../local-cloud-error';
import { type ProcessEnd, ProcessGroup, type ProcessSettings } from './process-group';

const TAIL_LINES = 25;

/**
 * Returns once the program has ended well.
 * @param name what the program does, for the message, e.g. `cdk deploy`
 * @throws LocalCloudError with the last lines of its output when it failed; the signal's reason when aborted.
 */
export async function runProgram(name: string, settings: ProcessSettings, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const group = ProcessGroup.start(settings);
  const stop = () => void group.stop();
  signal?.addEventListener('abort', stop, { once: true });
  const end = await group.ended;
  signal?.removeEventListener('abort', stop);
  signal?.throwIfAborted();
  if (end.status !== 0) {
    throw new LocalCloudError(describeFailure(name, settings, end));
  }
}

/** Returns the last lines of a log file, without colours. */
export function tailOf(logFile: string): string {
  const lines = stripVTControlCharacters(readFileSync(logFile, 'utf8')).trimEnd().split('\n');
  return lines.slice(-TAIL_LINES).join('\n');
}

/** Returns how a program ended, in words. */
export function describeEnd({ status, signal, startError }: ProcessEnd): string {
  if (startError) {
    return `could not be started: ${startError.message}`;
  }
  return status === null ? `was ended by ${signal}` : `ended with status ${status}`;
}

function describeFailure(name: string, settings: ProcessSettings, end: ProcessEnd): string {
  return `${name} ${describeEnd(end)}. The end of ${settings.logFile}:\n${tailOf(settings.logFile)}`;
}
