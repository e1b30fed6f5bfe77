export * from './fleet-service';
export * from './fleet-service-props';
