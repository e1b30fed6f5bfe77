import type { ControllerTurn } from './ports';

/**
 * Returns what a controller remembered, if it is of this format.
 * What another format remembers is worth less than the certainty of reading it right.
 */
export function usableMemory<Memory extends { readonly formatVersion: number }>(
  taken: ControllerTurn<Memory>,
  format: number,
): Memory | undefined {
  return taken.memory?.formatVersion === format ? taken.memory : undefined;
}
