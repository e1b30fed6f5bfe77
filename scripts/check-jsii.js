'use strict';
// Compiles the public API of lib with jsii, so that it stays usable from Python, Java, C# and Go. jsii wants a package of
// its own, with its own compiler settings, so a copy of lib and core in a temporary folder stands in for one.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = path.join(__dirname, '..');
const COPIED = ['core', 'lib'];

function jsiiPackage() {
  const own = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  // An optional peer is no concern of lib: only the client of the shard map uses it.
  const optional = Object.keys(own.peerDependenciesMeta ?? {});
  const peers = Object.keys(own.peerDependencies).filter((name) => !optional.includes(name));
  return {
    name: own.name,
    version: own.version,
    license: own.license,
    description: own.description,
    author: { name: own.author, organization: true },
    repository: { type: 'git', url: 'https://example.com/cdk-elastic-fleet.git' },
    main: 'lib/index.js',
    types: 'lib/index.d.ts',
    peerDependencies: Object.fromEntries(peers.map((name) => [name, own.peerDependencies[name]])),
    // jsii wants the lowest version that the peer range accepts.
    devDependencies: Object.fromEntries(peers.map((name) => [name, own.peerDependencies[name].replace('^', '')])),
    jsii: { outdir: 'dist', targets: {}, versionFormat: 'full', tsc: { types: ['node'] } },
  };
}

/** @param {string} target the temporary folder */
function fillPackage(target) {
  for (const folder of COPIED) {
    fs.cpSync(path.join(root, folder), path.join(target, folder), {
      recursive: true,
      filter: (source) => path.basename(source) !== 'tsconfig.json',
    });
  }
  fs.writeFileSync(path.join(target, 'package.json'), JSON.stringify(jsiiPackage(), null, 2));
  fs.writeFileSync(path.join(target, 'README.md'), '# cdk-elastic-fleet\n');
  fs.writeFileSync(path.join(target, '.npmignore'), 'dist\n!.jsii\n');
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(target, 'node_modules'), 'dir');
}

/** @returns {number} exit status of jsii, whose messages go to this process's output */
function runJsii(target) {
  const nodeMajor = process.versions.node.split('.')[0];
  const env = { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: nodeMajor };
  const result = spawnSync(process.execPath, [require.resolve('jsii/bin/jsii')], {
    cwd: target,
    env,
    stdio: 'inherit',
  });
  if (result.error) {
    throw result.error;
  }
  return result.status ?? 1;
}

function main() {
  const target = fs.mkdtempSync(path.join(os.tmpdir(), 'elastic-fleet-jsii-'));
  try {
    fillPackage(target);
    if (runJsii(target) === 0) {
      console.log('jsii accepts the public API of lib.');
      return;
    }
    console.error('jsii refuses the public API of lib: its messages above name the files, relative to the repository.');
    process.exitCode = 1;
  } finally {
    fs.rmSync(target, { recursive: true, force: true });
  }
}

main();
