export * from './elastic-fleet';
export * from './elastic-fleet-props';
export * from './fleet-alarms';
export * from './fleet-function';
export * from './fleet-limits';
export * from './fleet-schedule';
export * from './park-guard';
export { ShardTable, type ShardTableProps } from './shard-table';
