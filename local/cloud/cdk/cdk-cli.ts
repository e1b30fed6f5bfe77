import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { LocalCloud } from '../cloud';
import { cloudEnvironment } from '../environment/child-environment';
import type { Environment } from '../environment/refuse-real-account';
import { endWithUs } from '../process/end-with-us';
import { runProgram } from '../process/run-program';
import { logFile, type Project } from '../project';
import { findCdk } from './find-cdk';

/** The call log's name for the `cdk` command line. */
const CALLER = 'cdk';

/** Those of stages, too, which `--all` leaves out. */
const EVERY_STACK = '**';

/** What the `cdk` command line needs. */
export interface CdkSettings {
  readonly project: Project;
  readonly environment: Environment;
  readonly cloud: Pick<LocalCloud, 'endpoint' | 'region' | 'account'>;
  /** Folder of the cloud assembly. */
  readonly assembly: string;
  readonly signal?: AbortSignal;
}

/** The real `cdk` command line against the local cloud. Each throws LocalCloudError with the end of cdk's output. */
export class CdkCli {
  constructor(private readonly settings: CdkSettings) {}

  /** Deploys CDK's own resources: roles and the bucket for assets. */
  async bootstrap(): Promise<void> {
    const { account, region } = this.settings.cloud;
    await this.run('bootstrap', [`aws://${account}/${region}`]);
  }

  /** Deploys every stack of the assembly. */
  async deploy(): Promise<void> {
    const { assembly } = this.settings;
    await this.run('deploy', [EVERY_STACK, '--app', assembly, '--require-approval', 'never', '--concurrency', '2']);
  }

  /** Destroys every stack of the assembly. */
  async destroy(): Promise<void> {
    await this.run('destroy', [EVERY_STACK, '--app', this.settings.assembly, '--force']);
  }

  private async run(command: string, options: readonly string[]): Promise<void> {
    const { project, environment, cloud, signal } = this.settings;
    await runProgram(
      `cdk ${command}`,
      {
        command: process.execPath,
        arguments: [...endWithUs(), findCdk(project), command, ...options, '--progress', 'events', '--no-color'],
        folder: scratchFolder(project),
        environment: cloudEnvironment(project, cloud, CALLER, environment),
        logFile: logFile(project, `cdk-${command}`),
      },
      signal,
    );
  }
}

/** Returns a folder with a cdk.json of its own, so that cdk writes neither into the repository nor over the network. */
function scratchFolder(project: Project): string {
  const folder = path.join(project.work, 'cdk');
  mkdirSync(folder, { recursive: true });
  const quiet = { notices: false, versionReporting: false, analytics: false };
  writeFileSync(path.join(folder, 'cdk.json'), `${JSON.stringify(quiet, undefined, 2)}\n`);
  return folder;
}
