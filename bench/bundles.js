'use strict';
// Size and load time of each handler bundle beside a bundle of nothing but the SDK clients it uses, made in the same way.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const esbuild = require('esbuild');
const { HANDLERS, handlerOptions } = require('../scripts/bundle');
const { inTurns, median } = require('./measure');
const { spawnSync } = require('node:child_process');

const ROUNDS = 9;
const ROOT = path.join(__dirname, '..');
const SIZE_RATIO = 1.1;
const SIZE_EXTRA_BYTES = 90 * 1024;
const LOAD_RATIO = 1.3;

exports.run = async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'elastic-fleet-bundles-'));
  try {
    const missed = [];
    console.log(
      '| handler | KB | clients bare KB | load ms | clients bare ms | load ratio |\n|---|---|---|---|---|---|',
    );
    for (const name of HANDLERS) {
      missed.push(...(await compare(name, folder)));
    }
    return missed;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
};

async function compare(name, folder) {
  const { outfile, metafile } = await buildHandler(name, folder);
  const bare = await buildBare(name, clientsOf(metafile), folder);
  const size = fs.statSync(outfile).size;
  const bareSize = fs.statSync(bare).size;
  const results = inTurns(ROUNDS, { handler: () => loadMilliseconds(outfile), bare: () => loadMilliseconds(bare) });
  const load = median(results.handler);
  const bareLoad = median(results.bare);
  const ratio = load / bareLoad;
  const cells = [kilobytes(size), kilobytes(bareSize), load.toFixed(1), bareLoad.toFixed(1), ratio.toFixed(2)];
  console.log(`| ${name} | ${cells.join(' | ')} |`);
  return [
    ...(size > bareSize * SIZE_RATIO + SIZE_EXTRA_BYTES ? [`${name} has ${kilobytes(size)} KB`] : []),
    ...(ratio > LOAD_RATIO ? [`${name} loads in ${ratio.toFixed(2)} × the time of its clients`] : []),
  ];
}

async function buildHandler(name, folder) {
  const outfile = path.join(folder, `${name}.js`);
  const { metafile } = await esbuild.build({ ...handlerOptions(name), outfile, metafile: true });
  return { outfile, metafile };
}

/** The clients that ended up in the handler's bundle, each with the commands that it uses. */
function clientsOf(metafile) {
  const clients = new Map();
  for (const [input, { bytesInOutput }] of Object.values(metafile.outputs).flatMap((output) =>
    Object.entries(output.inputs),
  )) {
    const [, client, command] = input.match(/(@aws-sdk\/client-[a-z0-9-]+)\/.*?(?:commands\/(\w+)\.js)?$/) ?? [];
    if (client !== undefined && bytesInOutput > 0) {
      const commands = clients.get(client) ?? new Set();
      clients.set(client, command === undefined ? commands : commands.add(command));
    }
  }
  return clients;
}

/** Every client is made once, as the handler does: that is what a cold start pays for. */
async function buildBare(name, clients, folder) {
  const lines = [...clients].map(([client, commands], index) => bareClient(client, [...commands], index));
  const outfile = path.join(folder, `${name}-bare.js`);
  const { entryPoints: _entry, ...options } = handlerOptions(name);
  await esbuild.build({ ...options, stdin: { contents: lines.join('\n'), resolveDir: ROOT }, outfile });
  return outfile;
}

function bareClient(client, commands, index) {
  const aliases = commands.map((command) => `${command} as ${command}${index}`);
  const className = `${pascalCase(client.replace('@aws-sdk/client-', ''))}Client`;
  return `import { ${[`${className} as Client${index}`, ...aliases].join(', ')} } from '${client}';
export const bare${index} = [new Client${index}({ region: 'us-east-1' }), ${commands.map((command) => `${command}${index}`)}];`;
}

/** Clients whose class is not spelt as their package. */
const SPELLING = { dynamodb: 'DynamoDB', eventbridge: 'EventBridge', cloudwatch: 'CloudWatch', ecs: 'ECS' };

function pascalCase(name) {
  return (
    SPELLING[name] ??
    name
      .split('-')
      .map((part) => part[0].toUpperCase() + part.slice(1))
      .join('')
  );
}

const ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  FLEET_NAME: 'bench',
  FLEET_TABLE_NAME: 'bench',
  FLEET_GROUP_NAME: 'bench',
  FLEET_BUCKET_NAME: 'bench',
  FLEET_EVENT_BUS_ARN: 'default',
  FLEET_LAUNCH_HOOK_NAME: 'launch',
  FLEET_TERMINATE_HOOK_NAME: 'terminate',
  SCALER_NAME: 'bench',
  SCALER_TABLE_NAME: 'bench',
  SCALER_EVENT_BUS_ARN: 'default',
  SCALER_MODE: 'act',
  FLEET_MODE: 'act',
  FLEET_POLICY: JSON.stringify({ minNodes: 1, maxNodes: 2, shardCount: 4 }),
};

/** Milliseconds that requiring the file takes in a fresh process, node's own start left out. */
function loadMilliseconds(file) {
  const script = `const t = process.hrtime.bigint(); require(${JSON.stringify(file)});
console.log(Number(process.hrtime.bigint() - t) / 1e6);`;
  const result = spawnSync(process.execPath, ['-e', script], {
    env: { PATH: process.env.PATH, ...ENVIRONMENT },
    encoding: 'utf8',
  });
  if (result.status !== 0) {
    throw new Error(`${file} does not load: ${result.stderr}`);
  }
  return Number(result.stdout);
}

function kilobytes(bytes) {
  return (bytes / 1024).toFixed(0);
}
