import type { Excuse } from './excuses';

/** What the roles of a service scaler may do although a deployment and a few ticks do not show it. */
export const SERVICE_SCALER_EXCUSES: readonly Excuse[] = [
  {
    roles: ['Scaler', 'ServiceList'],
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    reason: 'Lambda itself writes what a function prints, in the name of its role',
  },
  {
    roles: ['Scaler', 'ServiceList'],
    actions: ['sqs:SendMessage'],
    reason: 'Lambda itself sends an event that failed for good to the dead letters, in the name of the role',
  },
  {
    roles: ['ServiceList'],
    actions: ['dynamodb:DeleteItem'],
    reason: 'only a deployment that takes a service away forgets it',
  },
];
