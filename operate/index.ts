export { type ConnectionSettings, openAwsFleet } from './adapters/open-aws-fleet';
export { openRightSize } from './adapters/open-right-size';
export { openServices } from './adapters/open-services';
export { fleetCommand } from './cli/fleet-command';
export type { FleetChoice, Host } from './cli/host';
export { type RightSizeHost, rightSizeCommand } from './cli/right-size-command';
export { type ServiceHost, serviceCommand } from './cli/service-command';
export { shardCommand } from './cli/shard-command';
