import type { App } from 'aws-cdk-lib';
import { ElasticDatabaseStack } from './elastic-database/elastic-database-stack';

/** Adds a blueprint's stacks to an app. */
export type Blueprint = (app: App, settings: BlueprintSettings) => void;

/** What every blueprint is told. */
export interface BlueprintSettings {
  /** Whether data goes with the stacks, for runs without an account. */
  readonly disposable: boolean;
}

/** The blueprints by the name that the context value `blueprint` chooses them by. */
export const BLUEPRINTS: Readonly<Record<string, Blueprint>> = {
  'elastic-database': (app, { disposable }) => {
    new ElasticDatabaseStack(app, 'elastic-database', {
      disposable,
      description: 'Elastic sharded database on NVMe nodes (cdk-elastic-fleet)',
    });
  },
};
