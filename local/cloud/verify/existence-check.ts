import type { DeployedResource } from './deployed-resource';
import type { Question } from './question';

/** Returns the question to a resource's service that tells whether it exists. */
export type ExistenceCheck = (resource: DeployedResource) => Question;

/** Checks by CloudFormation type. */
export type ExistenceChecks = Readonly<Record<string, ExistenceCheck>>;
