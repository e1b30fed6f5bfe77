export * from './scaling-policy';
export * from './scaling-policy-props';
export * from './scaling-rule';
export * from './scaling-rule-props';
export * from './scaling-window';
