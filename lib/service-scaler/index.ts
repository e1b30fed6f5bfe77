export * from './service-scaler';
export * from './service-scaler-alarms';
export * from './service-scaler-props';
