'use strict';
// Bundles the handlers and the command line once, at build time, so that neither synth nor an installed package needs esbuild.
const fs = require('node:fs');
const path = require('node:path');
const esbuild = require('esbuild');

const root = path.join(__dirname, '..');
const VERSION = JSON.stringify(require('../package.json').version);
const HANDLERS = ['scaler', 'rebalancer', 'lifecycle', 'park-guard', 'publisher', 'service-scaler', 'service-list'];

/** @param {string} file what stands in for the SDK's chain of credential providers, most of which is dead weight */
function credentialsFrom(file) {
  return {
    name: 'credentials',
    setup(build) {
      build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({ path: path.join(__dirname, file) }));
    },
  };
}

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
    // Lambda hands a function its credentials in the environment.
    plugins: [credentialsFrom('environment-credentials.js')],
  };
}

const agentOptions = {
  ...shared,
  entryPoints: ['agent/main.ts'],
  outfile: 'dist/bundles/agent/index.js',
  minify: true,
  define: { AGENT_VERSION: VERSION },
  plugins: [credentialsFrom('instance-credentials.js')],
};

/** The example service of the elastic database, which local runs use too. */
const storeOptions = {
  ...shared,
  entryPoints: ['examples/elastic-database/store/main.ts'],
  outfile: 'dist/bundles/shard-store/index.js',
};

const cliOptions = {
  ...shared,
  entryPoints: ['bin/cli.ts'],
  outfile: 'dist/cli/index.js',
  define: { CLI_VERSION: VERSION },
};

/** A node of a local run, which the command line starts as a process of its own. */
const nodeHostOptions = {
  ...shared,
  entryPoints: ['local/node-host/main.ts'],
  outfile: 'dist/cli/node-host.js',
};

/** A thread of `tune`, beside the command line. */
const tuneWorkerOptions = {
  ...shared,
  entryPoints: ['scaling-replay/tune/tune-worker.ts'],
  outfile: 'dist/cli/tune-worker.js',
};

/** The report's charts are inlined from a file, which an installed package must carry. */
function copyChartLibrary() {
  const target = path.join(root, 'dist', 'cli', 'uplot');
  fs.mkdirSync(target, { recursive: true });
  const source = path.join(root, 'node_modules', 'uplot');
  for (const file of ['dist/uPlot.iife.min.js', 'dist/uPlot.min.css', 'LICENSE']) {
    fs.copyFileSync(path.join(source, file), path.join(target, path.basename(file)));
  }
}

async function main() {
  await Promise.all([
    ...HANDLERS.map((name) => esbuild.build(handlerOptions(name))),
    esbuild.build(agentOptions),
    esbuild.build(storeOptions),
    esbuild.build(cliOptions),
    esbuild.build(nodeHostOptions),
    esbuild.build(tuneWorkerOptions),
  ]);
  copyChartLibrary();
}

module.exports = { HANDLERS, handlerOptions, agentOptions, shared };

if (require.main === module) {
  main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
