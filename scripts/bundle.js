'use strict';
// Bundles the handlers and the command line once, at build time, so that neither synth nor an installed package needs esbuild.
const fs = require('node:fs');
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
  await Promise.all([...HANDLERS.map((name) => esbuild.build(handlerOptions(name))), esbuild.build(cliOptions)]);
  copyChartLibrary();
}

module.exports = { HANDLERS, handlerOptions, shared };

if (require.main === module) {
  main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
