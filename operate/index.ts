export { type ConnectionSettings, openAwsFleet } from './adapters/open-aws-fleet';
export { fleetCommand } from './cli/fleet-command';
export type { FleetChoice, Host } from './cli/host';
export { shardCommand } from './cli/shard-command';
