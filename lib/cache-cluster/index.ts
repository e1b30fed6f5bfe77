export * from './cache-cluster';
export * from './cache-cluster-props';
