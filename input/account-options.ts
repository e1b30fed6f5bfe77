import type { Command } from 'commander';

/** Which AWS account and region are meant; absent is what the SDKs' usual settings say. */
export interface AccountFlags {
  readonly region?: string;
  readonly profile?: string;
}

/** Returns the command with the options that say which account is meant. */
export function withAccountOptions(command: Command): Command {
  return command
    .option('--region <region>', 'AWS region (default: the usual settings of the AWS SDKs)')
    .option('--profile <name>', 'AWS profile (default: the usual settings of the AWS SDKs)');
}
