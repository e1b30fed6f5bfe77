/** Names of metrics, which docs/metrics.md lists. */

/** CloudWatch namespace of every metric of the kit. */
export const METRIC_NAMESPACE = 'ElasticFleet';

/** The one dimension of fleet metrics. */
export const FLEET_DIMENSION = 'Fleet';

/** Names of the fleet's metrics; at most 20 series a fleet. */
export const Metric = {
  /** Decisions of any kind, each counted once. */
  DECISIONS: 'Decisions',
  /** Scale-outs asked for. */
  SCALE_OUTS: 'ScaleOuts',
  /** Nodes ended by our own decision. */
  SCALE_INS: 'ScaleIns',
  /** Decisions to hold although something asked for a change. */
  HOLDS: 'Holds',
  /** Instances in the group that serve or will serve. */
  NODES: 'Nodes',
  /** Nodes with a live lease. */
  LIVE_NODES: 'LiveNodes',
  /** Nodes that are being emptied, and those that a roll has still to replace. */
  DRAINING_NODES: 'DrainingNodes',
  /** Drains, and rolls, that have not gone on for half an hour. */
  STUCK_DRAINS: 'StuckDrains',
  /** Highest mean utilisation over the watched metrics, as a percentage of its threshold. */
  PRESSURE: 'PressurePercent',
  /** Shards without an owner whose lease is alive. */
  UNOWNED_SHARDS: 'UnownedShards',
  /** Moves in flight. */
  MOVES_IN_FLIGHT: 'MovesInFlight',
  /** Moves created. */
  MOVES_STARTED: 'MovesStarted',
  /** Largest node load over the mean. */
  IMBALANCE: 'MaxOverMean',
  /** 1 while the brake on take-overs is on. */
  BRAKE: 'TakeOverBrake',
  /** Terminations kept because the instance still owned shards. */
  RETAINED: 'RetainedInstances',
  /** Launches that failed in the last half hour. */
  FAILED_LAUNCHES: 'FailedLaunches',
  /** 1 while AWS has no capacity for the group. */
  BLOCKED_NO_CAPACITY: 'BlockedNoCapacity',
  /** What agents report as gone wrong, dead nodes in service, and homes whose manifest nobody can read. */
  AGENT_FAULTS: 'AgentFaults',
  /** Age of the oldest write on any node that is not durable yet, in seconds. */
  RECOVERY_POINT: 'RecoveryPointSeconds',
  /** Version of the published shard map. */
  MAP_VERSION: 'MapVersion',
} as const;

/** The one dimension of a service scaler's own metrics. */
export const SCALER_DIMENSION = 'Scaler';

/** The one dimension of what it says of a service: `<cluster>/<service>`. */
export const SERVICE_DIMENSION = 'Service';

/** Names of a service scaler's own metrics. */
export const ScalerMetric = {
  /** Services that it decides about. */
  SERVICES: 'Services',
  /** Decisions that changed bounds to more or to fewer units. */
  SCALE_OUTS: 'ScaleOuts',
  SCALE_INS: 'ScaleIns',
  /** Decisions to hold although something asked for a change. */
  HOLDS: 'Holds',
  /** Services that AWS gives no tasks. */
  BLOCKED_NO_CAPACITY: 'BlockedNoCapacity',
  /** Services of which some metric has no recent value. */
  METRICS_MISSING: 'MetricsMissing',
} as const;

/** Names of the metrics of one service; what is not known has no datum. */
export const ServiceMetric = {
  /** Units that were decided on. */
  DECIDED: 'DecidedUnits',
  /** Demand of the newest minute, in units. */
  DEMAND: 'DemandUnits',
  /** What the predictive rule expects at the time when an order serves, and what it orders for that. */
  FORECAST: 'ForecastUnits',
  ORDER: 'ForecastOrderUnits',
  /** Least and most units after policy, windows and cost ceiling. */
  FLOOR: 'FloorUnits',
  CEILING: 'CeilingUnits',
} as const;
