export * from './tiered-bucket';
export * from './tiered-bucket-base';
export * from './tiered-bucket-props';
