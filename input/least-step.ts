/** Returns the minutes from one line to the next where they are nearest, of lines with rising minutes; nothing of fewer than two. */
export function leastStep(timed: readonly { readonly minute: number }[]): number | undefined {
  const steps = timed.slice(1).map(({ minute }, index) => minute - (timed[index]?.minute ?? 0));
  return steps.length === 0 ? undefined : steps.reduce((least, step) => Math.min(least, step));
}
