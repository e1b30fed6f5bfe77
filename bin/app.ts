import { App } from 'aws-cdk-lib';
import { BLUEPRINTS } from '../examples';

const DEFAULT_BLUEPRINT = 'elastic-database';

/** What `cdk` runs: the blueprint that the context value `blueprint` names, e.g. `cdk deploy -c blueprint=…`. */
function main(): void {
  const app = new App();
  const name: string = app.node.tryGetContext('blueprint') ?? DEFAULT_BLUEPRINT;
  const blueprint = BLUEPRINTS[name];
  if (blueprint === undefined) {
    const known = Object.keys(BLUEPRINTS).join(', ');
    throw new Error(`There is no blueprint '${name}'. Known: ${known}. Choose one with -c blueprint=<name>.`);
  }
  blueprint(app, { disposable: String(app.node.tryGetContext('local')) === 'true' });
  app.synth();
}

main();
