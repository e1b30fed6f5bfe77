/** Something that happens at a time; it waits in the queue at most once. */
export abstract class QueuedEvent {
  atMs = 0;
  /** Decides between events of the same time: what was queued first happens first. */
  order = 0;

  abstract fire(): void;
}

/** One that calls a function. */
export class Occasion extends QueuedEvent {
  constructor(private readonly happen: () => void) {
    super();
  }

  fire(): void {
    this.happen();
  }
}

/** Events in order of their time: a binary heap. */
export class EventQueue {
  private readonly heap: QueuedEvent[] = [];
  private queued = 0;

  get size(): number {
    return this.heap.length;
  }

  push(atMs: number, event: QueuedEvent): void {
    event.atMs = atMs;
    event.order = this.queued;
    this.queued += 1;
    const { heap } = this;
    let index = heap.length;
    heap.push(event);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      if (parent === undefined || isBefore(parent, event)) {
        break;
      }
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = event;
  }

  /** When the next event is; infinity when there is none. */
  nextMs(): number {
    return this.heap[0]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  pop(): QueuedEvent | undefined {
    const { heap } = this;
    const top = heap[0];
    const last = heap.pop();
    if (last !== undefined && last !== top) {
      this.sink(last);
    }
    return top;
  }

  private sink(event: QueuedEvent): void {
    const { heap } = this;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const child = this.earlier(left, left + 1);
      const below = heap[child];
      if (below === undefined || isBefore(event, below)) {
        break;
      }
      heap[index] = below;
      index = child;
    }
    heap[index] = event;
  }

  private earlier(left: number, right: number): number {
    const rightEvent = this.heap[right];
    const leftEvent = this.heap[left];
    return rightEvent && leftEvent && isBefore(rightEvent, leftEvent) ? right : left;
  }
}

function isBefore(left: QueuedEvent, right: QueuedEvent): boolean {
  return left.atMs < right.atMs || (left.atMs === right.atMs && left.order < right.order);
}
