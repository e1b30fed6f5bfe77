import path from 'node:path';
import type { LocalCloud } from '../cloud';
import type { Project } from '../project';
import type { Environment } from './refuse-real-account';

/** What a child process may take over from ours: how to find programs, and where temporary files go. */
const INHERITED = ['PATH', 'LANG', 'LC_ALL', 'TMPDIR', 'TERM', 'NODE_EXTRA_CA_CERTS'];

/** Returns an environment made from scratch, in which neither the user's AWS settings nor their home are found. */
export function childEnvironment(project: Project, environment: Environment): Record<string, string> {
  const home = homeFolder(project);
  const inherited = INHERITED.flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    AWS_CONFIG_FILE: path.join(home, 'no-aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(home, 'no-aws-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** Returns the environment for a program that calls the local cloud; the access key names it in the call log. */
export function cloudEnvironment(
  project: Project,
  cloud: Pick<LocalCloud, 'endpoint' | 'region' | 'account'>,
  caller: string,
  environment: Environment,
): Record<string, string> {
  return {
    ...childEnvironment(project, environment),
    AWS_ENDPOINT_URL: cloud.endpoint,
    // CloudFormation fetches templates by a URL whose host moto knows only as "localhost".
    AWS_ENDPOINT_URL_S3_FOR_CLOUDFORMATION: cloud.endpoint.replace('//127.0.0.1', '//localhost'),
    AWS_ACCESS_KEY_ID: caller,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_REGION: cloud.region,
    AWS_DEFAULT_REGION: cloud.region,
    CDK_DEFAULT_ACCOUNT: cloud.account,
    CDK_DEFAULT_REGION: cloud.region,
    CDK_DISABLE_VERSION_CHECK: '1',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
}

/** Returns our environment without anything of AWS, for programs that need the user's home, e.g. `pip`. */
export function environmentWithoutAws(environment: Environment): Record<string, string> {
  const kept = Object.entries(environment).filter(([name, value]) => !name.startsWith('AWS_') && value !== undefined);
  return Object.fromEntries(kept) as Record<string, string>;
}

/** Returns the empty folder that children take for the user's home. */
export function homeFolder(project: Pick<Project, 'work'>): string {
  return path.join(project.work, 'home');
}
