import { NOWHERE } from '../fleet-model';
import { END } from '../room-index';

/** A list of replicas for each node, and none for `NOWHERE`, each replica on one list at most. All but reading through a list costs O(1). */
export class ReplicaLists {
  private readonly firsts: Int32Array;
  private readonly nexts: Int32Array;
  private readonly previous: Int32Array;

  constructor(nodeCount: number, replicaCount: number) {
    this.firsts = new Int32Array(nodeCount).fill(END);
    this.nexts = new Int32Array(replicaCount).fill(END);
    this.previous = new Int32Array(replicaCount).fill(END);
  }

  /** The replica added last, or `END`. */
  first(node: number): number {
    return this.firsts[node] as number;
  }

  /** The replica after a replica on its list, or `END`. */
  next(replica: number): number {
    return this.nexts[replica] as number;
  }

  add(node: number, replica: number): void {
    if (node === NOWHERE) {
      return;
    }
    const head = this.firsts[node] as number;
    this.nexts[replica] = head;
    this.previous[replica] = END;
    if (head !== END) {
      this.previous[head] = replica;
    }
    this.firsts[node] = replica;
  }

  remove(node: number, replica: number): void {
    if (node === NOWHERE) {
      return;
    }
    const before = this.previous[replica] as number;
    const after = this.nexts[replica] as number;
    if (before === END) {
      this.firsts[node] = after;
    } else {
      this.nexts[before] = after;
    }
    if (after !== END) {
      this.previous[after] = before;
    }
  }
}
