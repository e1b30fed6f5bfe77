import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { LocalCloudError } from '../local-cloud-error';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../start-cloud';

interface Manifest {
  readonly missing?: readonly { readonly key: string }[];
  readonly artifacts?: Readonly<Record<string, Artifact>>;
}

interface Artifact {
  readonly type: string;
  /** Of a stack, e.g. `aws://123456789012/us-east-1`. */
  readonly environment?: string;
  readonly properties?: { readonly directoryName?: string };
}

/** What a stack says that names neither an account nor a region. */
const UNKNOWN = { account: 'unknown-account', region: 'unknown-region' };

/**
 * Checks that a cloud assembly can be deployed to the local cloud.
 * @throws LocalCloudError when there is none, when it needs an answer from a real account, and when a stack is bound to one.
 */
export function checkAssembly(name: string, assembly: string): void {
  const file = path.join(assembly, 'manifest.json');
  if (!existsSync(file)) {
    throw new LocalCloudError(`${name} ended well but wrote no stacks. It must be a CDK app that calls app.synth().`);
  }
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  refuseLookups(name, manifest);
  for (const [id, artifact] of Object.entries(manifest.artifacts ?? {})) {
    if (artifact.type === 'cdk:cloud-assembly' && artifact.properties?.directoryName) {
      checkAssembly(name, path.join(assembly, artifact.properties.directoryName));
    }
    refuseOtherPlace(id, artifact);
  }
}

/** A lookup asks a real account, and its answer would go into the user's cdk.context.json. */
function refuseLookups(name: string, { missing = [] }: Manifest): void {
  if (missing.length > 0) {
    const keys = missing.map(({ key }) => key).join(', ');
    throw new LocalCloudError(
      `${name} looks up ${keys} in an account. Make it independent of lookups, or give the value as context.`,
    );
  }
}

function refuseOtherPlace(id: string, { type, environment }: Artifact): void {
  const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(environment ?? '') ?? [];
  if (type !== 'aws:cloudformation:stack' || account === undefined || region === undefined) {
    return;
  }
  const isHere = [LOCAL_ACCOUNT, UNKNOWN.account].includes(account) && [LOCAL_REGION, UNKNOWN.region].includes(region);
  if (!isHere) {
    throw new LocalCloudError(
      `The stack ${id} is bound to account ${account} and region ${region}; the local cloud is ${LOCAL_ACCOUNT} in ${LOCAL_REGION}. Leave out \
the stack's env, or take it from CDK_DEFAULT_ACCOUNT and CDK_DEFAULT_REGION.`,
    );
  }
}
