import type { Board } from './board';

/** Of all replicas, in mean node loads. */
export function heaviestWeight({ state }: Board): number {
  return state.weights.reduce((most, weight) => Math.max(most, weight), 0);
}

/** Of some nodes the most that one is above its limit. */
export function largestExcess({ state }: Board, nodes: Int32Array): number {
  return nodes.reduce((most, node) => Math.max(most, -state.roomOf(node)), 0);
}

/** Of some nodes the most that one can take. */
export function largestRoom({ state }: Board, nodes: Int32Array): number {
  return nodes.reduce((most, node) => Math.max(most, state.roomOf(node)), 0);
}
