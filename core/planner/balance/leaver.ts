/** A replica that should leave a node and fits nowhere. */
export interface Leaver {
  readonly replica: number;
  readonly node: number;
  /** That it leaves. */
  readonly cost: number;
  readonly load: number;
  /** Too much load on the node. */
  readonly excess: number;
}
