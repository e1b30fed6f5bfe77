export * from './service-scaling';
export * from './service-scaling-props';
