export * from './cache-cluster';
export * from './elastic-fleet';
export * from './fleet-service';
export * from './node-group';
export * from './scaling-policy';
export * from './service-scaler';
export * from './service-scaling';
export * from './tiered-bucket';
