/** Appends items to a list, however many: as arguments of `push` more than some 100 000 overflow the stack. */
export function appendAll(list: number[], items: readonly number[]): void {
  for (const item of items) {
    list.push(item);
  }
}
