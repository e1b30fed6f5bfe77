import { CdkCli, type CdkSettings } from './cdk/cdk-cli';
import type { LocalCloud } from './cloud';
import type { Inventory } from './verify/inventory';
import { inventoryOf, leftovers } from './verify/leftovers';
import { type Verification, verifyResources } from './verify/verify-resources';

/** An app that is deployed in a local cloud. */
export interface Deployment {
  readonly cdk: CdkCli;
  readonly cloud: LocalCloud;
  /** Wall-clock seconds of `cdk deploy`. */
  readonly deploySeconds: number;
  readonly verification: Verification;
  /** What was there before it, CDK's own resources among them. */
  readonly before: Inventory;
}

/** What a deployment needs. */
export interface DeploymentSettings extends CdkSettings {
  readonly cloud: LocalCloud;
  /** Told before each step. */
  readonly onStep: (step: string) => void;
}

/** Bootstraps, deploys and verifies; returns what came of it. @throws LocalCloudError when cdk fails. */
export async function deploy(settings: DeploymentSettings): Promise<Deployment> {
  const { cloud, assembly, onStep } = settings;
  const cdk = new CdkCli(settings);
  onStep('bootstrapping');
  await cdk.bootstrap();
  const before = await inventoryOf(cloud);
  onStep('deploying');
  const startMs = performance.now();
  await cdk.deploy();
  const deploySeconds = Math.round((performance.now() - startMs) / 100) / 10;
  onStep('verifying');
  const verification = await verifyResources(cloud, assembly);
  return { cdk, cloud, deploySeconds, verification, before };
}

/** Destroys a deployment and returns what it has left. @throws LocalCloudError when cdk fails. */
export async function destroy(deployment: Deployment, onStep: (step: string) => void): Promise<readonly string[]> {
  const { cdk, cloud, before, verification } = deployment;
  onStep('destroying');
  await cdk.destroy();
  return leftovers(cloud, before, verification.verified);
}

/** Destroys whatever a failed or interrupted deployment has made, as far as it came. */
export async function abandon(settings: CdkSettings): Promise<void> {
  await new CdkCli({ ...settings, signal: undefined }).destroy();
}
