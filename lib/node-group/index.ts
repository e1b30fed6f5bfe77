export * from './machine';
export * from './machine-props';
export * from './node-group';
export * from './node-group-props';
export * from './purchase';
export * from './workload';
