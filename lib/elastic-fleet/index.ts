export * from './elastic-fleet';
export * from './elastic-fleet-props';
export * from './fleet-alarms';
export * from './fleet-function';
export * from './fleet-schedule';
export type { FleetServiceProps } from './service-floors';
export * from './shard-table';
