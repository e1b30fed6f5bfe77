'use strict';
// Bundles the handlers and the command line once, at build time, so that neither synth nor an installed package needs esbuild.
const path = require('node:path');
const esbuild = require('esbuild');

const root = path.join(__dirname, '..');
const HANDLERS = ['scaler', 'rebalancer', 'lifecycle'];

/** Lambda hands a function its credentials in the environment, so the rest of the SDK's provider chain is dead weight. */
const environmentCredentials = {
  name: 'environment-credentials',
  setup(build) {
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({
      path: path.join(__dirname, 'environment-credentials.js'),
    }));
  },
};

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'warning',
};

/** @param {string} name the folder of the handler in lambda/ */
function handlerOptions(name) {
  return {
    ...shared,
    entryPoints: [`lambda/${name}/handler.ts`],
    outfile: `dist/bundles/${name}/index.js`,
    minify: true,
    plugins: [environmentCredentials],
  };
}

const cliOptions = {
  ...shared,
  entryPoints: ['bin/cli.ts'],
  outfile: 'dist/cli/index.js',
};

async function main() {
  await Promise.all([...HANDLERS.map((name) => esbuild.build(handlerOptions(name))), esbuild.build(cliOptions)]);
}

module.exports = { HANDLERS, handlerOptions, shared };

if (require.main === module) {
  main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
