import type { FleetAddress } from './fleet/deployed-fleets';
import type { OperatePorts } from './ports';

/** What a command found or did. */
export interface Report {
  /** The document that `--json` prints. */
  readonly value: object;
  /** The same for people. */
  readonly lines: readonly string[];
  /** False makes the exit status 1. */
  readonly ok: boolean;
}

/** A fleet that commands work on. */
export interface OpenFleet {
  readonly address: FleetAddress;
  readonly ports: OperatePorts;
  /** Takes lines about what is under way. */
  readonly progress: (line: string) => void;
}
