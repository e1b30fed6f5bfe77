export * from './elastic-fleet';
export * from './elastic-fleet-props';
export * from './fleet-alarms';
export * from './fleet-function';
export * from './fleet-limits';
export * from './fleet-schedule';
export * from './park-guard';
export type { ServiceFloorProps } from './service-floors';
export { ShardTable, type ShardTableProps } from './shard-table';
