/** What the laws need to know of the fleet whose calls they judge. */
export interface FleetFacts {
  readonly groupName: string;
  /** Call log name of the one writer of desired capacity. */
  readonly scalerCaller: string;
  /** Every instance that the group ever listed. */
  readonly instanceIds: ReadonlySet<string>;
  /** When the replay began: what deployment did before is not judged. */
  readonly startMs: number;
  /** When the driver began to park the fleet, and under which name it does so. */
  readonly park: { readonly startMs: number; readonly caller: string };
}
