import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { childEnvironment, environmentWithoutAws } from '../environment/child-environment';
import type { Environment } from '../environment/refuse-real-account';
import { LocalCloudError } from '../local-cloud-error';
import { endWithUs } from '../process/end-with-us';
import type { ProcessSettings } from '../process/process-group';
import type { Project } from '../project';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../start-cloud';
import type { AppSource, OwnApp } from './app-source';

/** What an app is run with. */
export interface AppSettings {
  readonly project: Project;
  readonly environment: Environment;
  readonly source: AppSource;
  /** Context values besides, as `cdk -c` would give them. @default - none */
  readonly context?: Readonly<Record<string, string>>;
}

type Program = Omit<ProcessSettings, 'logFile'>;
type Context = Readonly<Record<string, unknown>>;

/** What the `cdk` command line tells every app, and that data may go with the stack. */
const TOLD: Context = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true };
const LOCAL: Context = { local: 'true' };

/**
 * Returns how to run a CDK app so that it writes its cloud assembly into a folder: with the variables by which the `cdk` command line talks to
 * apps (https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/cx-api/lib/cxapi.ts).
 * @throws LocalCloudError when the packaged app was not built.
 */
export function appProgram(settings: AppSettings, assembly: string): Program {
  const { source } = settings;
  return 'command' in source ? ownProgram(settings, source, assembly) : blueprintProgram(settings, source, assembly);
}

function blueprintProgram(
  { project, environment, context }: AppSettings,
  source: AppSource,
  assembly: string,
): Program {
  if (!existsSync(project.app)) {
    throw new LocalCloudError(`${project.app} is missing; make it with: npm run build`);
  }
  const shared = contextIn(path.join(project.root, 'cdk.json'), 'context');
  return {
    command: process.execPath,
    arguments: [...endWithUs(), project.app],
    folder: project.root,
    environment: {
      ...childEnvironment(project, environment),
      ...protocol(assembly, { ...TOLD, ...shared, ...context, ...source, ...LOCAL }),
    },
  };
}

/** An app of the user's own may read other variables than ours, but nothing that leads to an account. */
function ownProgram({ project, environment, context }: AppSettings, own: OwnApp, assembly: string): Program {
  const shared = contextIn(path.join(own.folder, 'cdk.json'), 'context');
  const lookedUp = contextIn(path.join(own.folder, 'cdk.context.json'));
  return {
    command: '/bin/sh',
    arguments: ['-c', own.command],
    folder: own.folder,
    environment: {
      ...environmentWithoutAws(environment),
      ...childEnvironment(project, environment),
      ...protocol(assembly, { ...TOLD, ...shared, ...lookedUp, ...LOCAL, ...context }),
    },
  };
}

function protocol(assembly: string, context: Context): Record<string, string> {
  return {
    CDK_OUTDIR: assembly,
    CDK_CONTEXT_JSON: JSON.stringify(context),
    CDK_DEFAULT_ACCOUNT: LOCAL_ACCOUNT,
    CDK_DEFAULT_REGION: LOCAL_REGION,
    // CDK's validation of the template takes longer than all the rest of synth; `cdk synth` does it.
    CDK_VALIDATION: 'false',
  };
}

/** Returns the context values that a file of CDK's holds, none where there is no file. */
function contextIn(file: string, member?: string): Context {
  if (!existsSync(file)) {
    return {};
  }
  const content = parseFile(file);
  return ((member === undefined ? content : content[member]) ?? {}) as Context;
}

function parseFile(file: string): Context {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Context;
  } catch (error) {
    throw new LocalCloudError(`${file} is no JSON: ${(error as Error).message}`);
  }
}
