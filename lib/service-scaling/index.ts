export * from './acceptable-backlog';
export * from './forecast-metric';
export * from './forecast-scaling-props';
export * from './scheduled-capacity-props';
export * from './service-scaling';
export * from './service-scaling-props';
export * from './tracking-props';
