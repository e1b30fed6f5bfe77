/** Environment variables that `lib` sets, and `lambda` and `agent` read. */

/** Names of the environment variables that `lib` sets and `lambda` and `agent` read. */
export const Environment = {
  /** Name of the fleet; dimension of its metrics. */
  FLEET_NAME: 'FLEET_NAME',
  /** Name of the shard table. */
  TABLE_NAME: 'FLEET_TABLE_NAME',
  /** Name of the Auto Scaling group that holds the nodes. */
  GROUP_NAME: 'FLEET_GROUP_NAME',
  /** Name of the bucket that holds the shards' homes. */
  BUCKET_NAME: 'FLEET_BUCKET_NAME',
  /** The policy as JSON, see `FleetPolicy`. */
  POLICY: 'FLEET_POLICY',
  /** `act` or `observe`, see `FleetMode`. */
  MODE: 'FLEET_MODE',
  /** ARN of the event bus that decisions are sent to: by name, one of another account would not be found. */
  EVENT_BUS_ARN: 'FLEET_EVENT_BUS_ARN',
  /** Names of the two lifecycle hooks. */
  LAUNCH_HOOK_NAME: 'FLEET_LAUNCH_HOOK_NAME',
  TERMINATE_HOOK_NAME: 'FLEET_TERMINATE_HOOK_NAME',
} as const;

/** Names of the environment variables of the service scaler. */
export const ScalerEnvironment = {
  /** Name of the scaler; dimension of its own metrics. */
  SCALER_NAME: 'SCALER_NAME',
  /** Name of its table: services, states, decisions. */
  TABLE_NAME: 'SCALER_TABLE_NAME',
  /** ARN of the event bus that decisions are sent to: by name, one of another account would not be found. */
  EVENT_BUS_ARN: 'SCALER_EVENT_BUS_ARN',
  /** `act` or `observe`, see `FleetMode`. */
  MODE: 'SCALER_MODE',
} as const;

/** Names of the environment variables of the node agent besides name, table, bucket and policy of the fleet. */
export const AgentEnvironment = {
  /** Folder on the instance store that holds the copies of shards. */
  DATA_FOLDER: 'FLEET_DATA_FOLDER',
  /** Base URL of the service on this machine, e.g. `http://127.0.0.1:7070`; empty when the service only finds files. */
  SERVICE_URL: 'FLEET_SERVICE_URL',
  /** Port at which the service serves its clients; part of the address in the shard map. */
  SERVICE_PORT: 'FLEET_SERVICE_PORT',
  /** Port of the agent itself, on loopback: health, metrics, flush. */
  AGENT_PORT: 'FLEET_AGENT_PORT',
  /** Id, zone and address of the node; asked of the instance's metadata when absent. */
  NODE_ID: 'FLEET_NODE_ID',
  ZONE: 'FLEET_ZONE',
  HOST: 'FLEET_HOST',
} as const;

/** Port of the agent unless another is set. */
export const DEFAULT_AGENT_PORT = 7069;

/** Whether handlers act on their decisions, or only decide and report. */
export type FleetMode = 'act' | 'observe';
