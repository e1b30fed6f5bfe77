interface Waiting {
  readonly sizeBytes: number;
  readonly start: () => void;
}

/** Bounds the bytes that pieces of work hold in memory at once, in order of asking; one that is larger than all runs alone. */
export class ByteBudget {
  private takenBytes = 0;
  private readonly waiting: Waiting[] = [];

  constructor(private readonly limitBytes: number) {}

  async run<Result>(sizeBytes: number, work: () => Promise<Result>): Promise<Result> {
    await new Promise<void>((start) => {
      this.waiting.push({ sizeBytes, start });
      this.startWaiting();
    });
    try {
      return await work();
    } finally {
      this.takenBytes -= sizeBytes;
      this.startWaiting();
    }
  }

  private startWaiting(): void {
    for (let [next] = this.waiting; next && this.hasRoomFor(next); [next] = this.waiting) {
      this.waiting.shift();
      this.takenBytes += next.sizeBytes;
      next.start();
    }
  }

  private hasRoomFor({ sizeBytes }: Waiting): boolean {
    return this.takenBytes === 0 || this.takenBytes + sizeBytes <= this.limitBytes;
  }
}
