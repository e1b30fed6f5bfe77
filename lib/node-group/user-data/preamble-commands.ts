/**
 * Returns the commands that every user data of ours begins with: stop at the first failure and say where in the journal.
 *
 * An instance whose user data failed never sends a heartbeat, so its launching hook ends in ABANDON.
 */
export function renderPreambleCommands(): string[] {
  return [
    'set -euo pipefail',
    'trap \'logger --stderr --tag elastic-fleet-user-data -- "error: user data failed at line $LINENO"\' ERR',
  ];
}
