import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { childEnvironment } from '../environment/child-environment';
import type { Environment } from '../environment/refuse-real-account';
import { LocalCloudError } from '../local-cloud-error';
import { endWithUs } from '../process/end-with-us';
import { runProgram } from '../process/run-program';
import { logFile, type Project } from '../project';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../start-cloud';

/** What to synthesize. */
export interface SynthesisSettings {
  readonly project: Project;
  readonly environment: Environment;
  readonly blueprint: string;
  /** Context values that the blueprint reads besides, as `cdk -c` would give them. @default - none */
  readonly context?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/**
 * Returns the folder of the cloud assembly of a blueprint, as the `cdk` command line would synthesize it. Nothing of the
 * cloud is needed, so a wrong blueprint is found before anything is started.
 * @throws LocalCloudError with the app's own message when it refuses, e.g. an unknown blueprint.
 */
export async function synthesize(settings: SynthesisSettings): Promise<string> {
  const { project } = settings;
  if (!existsSync(project.app)) {
    throw new LocalCloudError(`${project.app} is missing; make it with: npm run build`);
  }
  const assembly = path.join(project.work, 'cdk.out');
  rmSync(assembly, { recursive: true, force: true });
  const app = {
    command: process.execPath,
    arguments: [...endWithUs(), project.app],
    folder: project.root,
    environment: appEnvironment(settings, assembly),
    logFile: logFile(project, 'synth'),
  };
  try {
    await runProgram('the app', app, settings.signal);
  } catch (error) {
    settings.signal?.throwIfAborted();
    const why = thrownError(app.logFile) ?? (error as Error).message;
    throw new LocalCloudError(`The blueprint ${settings.blueprint} cannot be synthesized. ${why}`);
  }
  refuseLookups(assembly);
  return assembly;
}

function appEnvironment(settings: SynthesisSettings, assembly: string): Record<string, string> {
  return {
    ...childEnvironment(settings.project, settings.environment),
    CDK_OUTDIR: assembly,
    CDK_CONTEXT_JSON: JSON.stringify(context(settings)),
    CDK_DEFAULT_ACCOUNT: LOCAL_ACCOUNT,
    CDK_DEFAULT_REGION: LOCAL_REGION,
    // CDK's validation of the template takes longer than all the rest of synth; `npm run synth` and the tests do it.
    CDK_VALIDATION: 'false',
  };
}

/** Returns the message of the error that ended a Node program, without its stack. */
function thrownError(file: string): string | undefined {
  return /^\w*Error: (.+)$/m.exec(readFileSync(file, 'utf8'))?.[1];
}

/** What cdk.json and the `cdk` command line would say, and that data may go with the stack. */
function context({ project, blueprint, context: more }: SynthesisSettings): Record<string, unknown> {
  const settingsFile = path.join(project.root, 'cdk.json');
  const shared = existsSync(settingsFile)
    ? (JSON.parse(readFileSync(settingsFile, 'utf8')) as { readonly context?: Record<string, unknown> }).context
    : {};
  return {
    'aws:cdk:enable-path-metadata': true,
    'aws:cdk:enable-asset-metadata': true,
    ...shared,
    ...more,
    blueprint,
    local: 'true',
  };
}

/** A lookup asks a real account, and its answer would go into the user's cdk.context.json. */
function refuseLookups(assembly: string): void {
  const manifest = JSON.parse(readFileSync(path.join(assembly, 'manifest.json'), 'utf8')) as {
    readonly missing?: readonly { readonly key: string }[];
  };
  const keys = (manifest.missing ?? []).map(({ key }) => key);
  if (keys.length > 0) {
    throw new LocalCloudError(
      `The blueprint looks up ${keys.join(', ')} in an account. Make it independent of lookups, or give the value as context.`,
    );
  }
}
