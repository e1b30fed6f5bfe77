/** A function that asked to be called again. */
export interface FurtherLook {
  readonly functionName: string;
  /** In the cloud's time. */
  readonly atMs: number;
}

/** What looks are played with. */
export interface LookPorts {
  /** Resolves once that time has come. */
  readonly waitUntil: (atMs: number) => Promise<void>;
  /** Calls the function, and returns what is asked for next. */
  readonly lookAgain: (look: FurtherLook) => Promise<readonly FurtherLook[]>;
}

/** Plays the looks that are due before a time, those they ask for included, in order. Returns the others. */
export async function playLooks(
  looks: readonly FurtherLook[],
  untilMs: number,
  { waitUntil, lookAgain }: LookPorts,
): Promise<readonly FurtherLook[]> {
  let open = looks;
  for (;;) {
    const due = open.filter(({ atMs }) => atMs < untilMs);
    const next = due.reduce<FurtherLook | undefined>(
      (first, look) => (first && first.atMs <= look.atMs ? first : look),
      undefined,
    );
    if (next === undefined) {
      return open;
    }
    await waitUntil(next.atMs);
    const asked = await lookAgain(next);
    open = [...open.filter((look) => look !== next), ...asked];
  }
}
