export * from '../handler/fleet-function';
export * from './elastic-fleet';
export * from './elastic-fleet-props';
export * from './fleet-alarms';
export * from './fleet-limits';
export * from './fleet-schedule';
export * from './park-guard';
export { ShardTable, type ShardTableProps } from './shard-table';
