/** Resources that a load may be given in, in the order in which ties are named. */
export const RESOURCES = ['cpu', 'memory', 'network', 'qps'] as const;
export type Resource = (typeof RESOURCES)[number];

/** A load: one number, or one for each resource that is watched; a resource left out is not used. In any unit, at least 0. */
export type Load = number | Readonly<Partial<Record<Resource, number>>>;

/**
 * `active` takes shards; `joining` takes none yet, and keeps what it has; `draining` serves, but must be emptied; of a node that is
 * `down` all is gone.
 */
export const PLANNER_NODE_STATES = ['active', 'joining', 'draining', 'down'] as const;
export type PlannerNodeState = (typeof PLANNER_NODE_STATES)[number];

export interface PlannerNode {
  readonly id: string;
  /** Where it fails together with others. */
  readonly zone: string;
  readonly state: PlannerNodeState;
  readonly capacity: {
    /** Of the disk, above 0. */
    readonly bytes: number;
    /** In the units of the shards' loads, each above 0: a node of twice the capacity gets twice the load. */
    readonly load: Load;
  };
}

export interface PlannerShard {
  readonly id: string;
  /** Of one replica, at least 0. */
  readonly sizeBytes: number;
  /** Of one replica. */
  readonly load: Load;
  /** Ids of the nodes that hold a replica, the primary first. */
  readonly owners: readonly string[];
}

/** A move that was begun. It counts as done, and its replica does not move again. */
export interface MoveInFlight {
  readonly shard: string;
  /** The owner that the target takes over from, `null` for a replica that was missing. */
  readonly from: string | null;
  readonly to: string;
}

/** How many moves may be in flight at once, those given as input among them. */
export interface PlannerBudgets {
  /** Moves that one node sends and receives. */
  readonly perNode: number;
  /** Moves that touch one zone. */
  readonly perZone: number;
  readonly perFleet: number;
}

/** What a plan aims at. */
export interface PlannerPolicy {
  /** Of each shard, 1 to 5. @default 1 */
  readonly replicas: number;
  /** What load of a node over its share by capacity is planned for, above 1. @default 1.05 */
  readonly maxOverMean: number;
  /** Balance is restored only when a node is above this, at least `maxOverMean`. @default 1.10 */
  readonly startAbove: number;
  /** An active node below this share gets load although nobody has too much, from 0 to 1. @default 0.5 */
  readonly fillBelow: number;
  /** Part of a disk that may be used; never exceeded by a move. @default 0.8 */
  readonly diskLimit: number;
  /** Part of `capacity.load` that may be used. @default 1 */
  readonly loadLimit: number;
  /** @default - no limit */
  readonly budgets?: PlannerBudgets;
  /** Times the usual work of the search for fewer bytes, 0 to 100; 0 leaves it out. @default 1 */
  readonly effort: number;
}

/** Range of `maxOverMean` and `startAbove`. */
export const OVER_MEAN = { least: 1.001, most: 100 } as const;

/** Defaults of a policy. */
export const PLANNER_POLICY_DEFAULTS: PlannerPolicy = {
  replicas: 1,
  maxOverMean: 1.05,
  startAbove: 1.1,
  fillBelow: 0.5,
  diskLimit: 0.8,
  loadLimit: 1,
  effort: 1,
};

/** A fleet to plan for. */
export interface PlannerInput {
  readonly nodes: readonly PlannerNode[];
  /** Read once, in order: may be a generator that reads a file. */
  readonly shards: Iterable<PlannerShard>;
  /** @default - none */
  readonly moves?: readonly MoveInFlight[];
  readonly policy?: Partial<PlannerPolicy>;
  /** Whether the last plan left balancing unfinished: then it goes on down to `maxOverMean`. @default false */
  readonly isRebalancing?: boolean;
}
