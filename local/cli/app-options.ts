import { type Command, Option } from 'commander';
import type { AppSource } from '../cloud/cdk/app-source';

/** What says which app is deployed, and which of its fleets is played. */
export interface AppFlags {
  readonly blueprint: string;
  readonly app?: string;
  /** Name of the fleet that is played. */
  readonly fleet?: string;
}

/** Returns the command with the options that say which app is deployed, and which of its fleets is played. */
export function withAppOptions(command: Command): Command {
  return command
    .option('--blueprint <name>', 'blueprint to deploy', 'elastic-database')
    .addOption(
      new Option(
        '--app <command>',
        'deploy your own CDK app instead: what cdk.json has as "app"; it is told -c local=true',
      ).conflicts('blueprint'),
    )
    .option('--fleet <name>', 'fleet to play (default: the only one of the app)');
}

/** Returns the app that is meant; one of the user's own runs in the current folder. */
export function chosenApp({ app, blueprint }: AppFlags): AppSource {
  return app === undefined ? { blueprint } : { command: app, folder: process.cwd() };
}
