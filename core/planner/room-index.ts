import { END, NumberLists } from './number-lists';

/** Buckets of a zone: as many as there are bits in so many words. */
const LEAST_WORDS = 16;
const MOST_WORDS = 128;
const WORD_BITS = 32;

/**
 * Nodes of each zone in buckets by their room, so that the one that a load fits best, or the emptiest one, is found without a look at
 * all of them. `set` costs O(1).
 */
export class RoomIndex {
  readonly bucketsPerZone: number;
  private readonly buckets: NumberLists;
  private readonly bucketOfNode: Int32Array;
  private readonly bucketsPerRoom: number;
  /** A bit for each bucket: whether it has nodes. */
  private readonly occupied: Int32Array;

  /** @param span rooms are told apart between minus and plus this */
  constructor(
    private readonly zones: Int32Array,
    readonly zoneCount: number,
    private readonly span: number,
  ) {
    const perZone = Math.ceil(zones.length / zoneCount);
    const words = Math.min(MOST_WORDS, Math.max(LEAST_WORDS, Math.ceil((4 * perZone) / WORD_BITS)));
    this.bucketsPerZone = words * WORD_BITS;
    this.occupied = new Int32Array(zoneCount * words);
    this.bucketsPerRoom = this.bucketsPerZone / (2 * span);
    this.buckets = new NumberLists(zoneCount * this.bucketsPerZone, zones.length);
    this.bucketOfNode = new Int32Array(zones.length).fill(END);
  }

  /** The bucket of a zone that a node with so much room is in; rooms grow with buckets. */
  bucketOf(zone: number, room: number): number {
    const bucket = Math.trunc((room + this.span) * this.bucketsPerRoom);
    return zone * this.bucketsPerZone + Math.max(0, Math.min(this.bucketsPerZone - 1, bucket));
  }

  /** First node of a bucket, or `END`. */
  first(bucket: number): number {
    return this.buckets.first(bucket);
  }

  /** The node after a node in its bucket, or `END`. */
  next(node: number): number {
    return this.buckets.next(node);
  }

  /** The first bucket from one on, and before an end, that has nodes; the end when there is none. */
  nextOccupied(bucket: number, end: number): number {
    let word = bucket >>> 5;
    let bits = (this.occupied[word] as number) & (-1 << (bucket & 31));
    const lastWord = (end - 1) >>> 5;
    while (bits === 0 && word < lastWord) {
      word += 1;
      bits = this.occupied[word] as number;
    }
    const lowestBit = bits & -bits;
    return bits === 0 ? end : Math.min(end, word * WORD_BITS + 31 - Math.clz32(lowestBit));
  }

  /** The last bucket from one on downwards, and not before a start, that has nodes; one before the start when there is none. */
  previousOccupied(bucket: number, start: number): number {
    if (bucket < start) {
      return start - 1;
    }
    let word = bucket >>> 5;
    let bits = (this.occupied[word] as number) & (-1 >>> (31 - (bucket & 31)));
    const firstWord = start >>> 5;
    while (bits === 0 && word > firstWord) {
      word -= 1;
      bits = this.occupied[word] as number;
    }
    return bits === 0 ? start - 1 : Math.max(start - 1, word * WORD_BITS + 31 - Math.clz32(bits));
  }

  /** Up to so many nodes of a zone with about so much room or less, those with most first. O(nodes found + words). */
  nodesBelow(zone: number, room: number, most: number): number[] {
    const lowest = zone * this.bucketsPerZone;
    const nodes: number[] = [];
    let bucket = this.previousOccupied(this.bucketOf(zone, room), lowest);
    for (; bucket >= lowest && nodes.length < most; bucket = this.previousOccupied(bucket - 1, lowest)) {
      for (let node = this.first(bucket); node !== END && nodes.length < most; node = this.next(node)) {
        nodes.push(node);
      }
    }
    return nodes;
  }

  set(node: number, room: number): void {
    const bucket = this.bucketOf(this.zones[node] as number, room);
    if (bucket === this.bucketOfNode[node]) {
      return;
    }
    this.remove(node);
    this.buckets.add(bucket, node);
    this.occupied[bucket >>> 5] = (this.occupied[bucket >>> 5] as number) | (1 << (bucket & 31));
    this.bucketOfNode[node] = bucket;
  }

  private remove(node: number): void {
    const bucket = this.bucketOfNode[node] as number;
    if (bucket === END) {
      return;
    }
    this.buckets.remove(bucket, node);
    if (this.buckets.first(bucket) === END) {
      this.occupied[bucket >>> 5] = (this.occupied[bucket >>> 5] as number) & ~(1 << (bucket & 31));
    }
  }
}
