'use strict';
// Renders every user data of lib and lets shellcheck read it, together with the script that it carries inside.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const libFolder = path.join(__dirname, '..', 'dist', 'lib');

/** @returns {Record<string, string>} every variant of user data, by file name */
function renderVariants() {
  const groups = require(path.join(libFolder, 'node-group', 'user-data', 'user-data-variants.js'));
  const nodes = require(path.join(libFolder, 'node-agent', 'user-data-variants.js'));
  return { ...groups.renderUserDataVariants(), ...nodes.renderNodeUserDataVariants() };
}

/** Says that shellcheck is missing, and fails where a build server should have it. */
function reportMissing() {
  console.error('shellcheck is not installed, so the user data was not checked. Fix: apt-get install shellcheck.');
  if (process.env.CI) {
    process.exitCode = 1;
  }
}

function check(folder, variants) {
  for (const [name, text] of Object.entries(variants)) {
    fs.writeFileSync(path.join(folder, name), text);
  }
  const result = spawnSync('shellcheck', Object.keys(variants), {
    cwd: folder,
    stdio: 'inherit',
  });
  if (result.error?.code === 'ENOENT') {
    reportMissing();
    return;
  }
  if (result.error) {
    throw result.error;
  }
  if (result.status !== 0) {
    process.exitCode = 1;
    return;
  }
  console.log(`shellcheck finds nothing in ${Object.keys(variants).length} scripts of user data.`);
}

function main() {
  if (!fs.existsSync(libFolder)) {
    console.error(`${libFolder} does not exist. Fix: npm run build.`);
    process.exitCode = 1;
    return;
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'elastic-fleet-shell-'));
  try {
    check(folder, renderVariants());
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

main();
