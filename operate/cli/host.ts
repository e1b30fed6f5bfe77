import type { AccountFlags } from '../../input/account-options';
import type { ConnectedFleet } from '../adapters/open-aws-fleet';

/** Where a fleet is looked for. */
export interface FleetChoice extends AccountFlags {
  readonly fleet?: string;
  readonly local: boolean;
  /** Folder of the local cloud's files; for `local` alone. */
  readonly workFolder?: string;
}

/** What the commands need of the program that they are part of. */
export interface Host {
  open(choice: FleetChoice): Promise<ConnectedFleet>;
  /** Takes a line for people or programs that read our output. */
  print(line: string): void;
  /** Takes a line about what is under way. */
  progress(line: string): void;
  /** Is told that the exit status is to be 1. */
  fail(): void;
  /** Name of whoever gives the commands. */
  readonly user: string;
}
