import { type Command, Option } from 'commander';
import { parseSpan } from '../../input/option-values';
import type { Waiting } from '../roll/roll-fleet';

/** What the options of a command that may wait say. */
export interface WaitingFlags {
  readonly wait: boolean;
  readonly timeout: number;
}

const POLL_MS = 5000;

/** Returns the command with the options to wait for its end. */
export function withWaiting(command: Command, timeout: string): Command {
  return command
    .option('--wait', 'wait until it is done, and say how far it is', false)
    .addOption(
      new Option('--timeout <span>', 'wait, and so long at most, e.g. 45m')
        .implies({ wait: true })
        .default(parseSpan(timeout), timeout)
        .argParser(parseSpan),
    );
}

export function waitingOf({ timeout }: WaitingFlags): Waiting {
  return { timeoutMs: timeout, pollMs: POLL_MS };
}
