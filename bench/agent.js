'use strict';
// Memory and processor time of the agent at rest with 50 open shards, beside bare Node with the same SDK clients.
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const esbuild = require('esbuild');
const { agentOptions } = require('../scripts/bundle');
const { startStub } = require('./agent.stub');

const SHARDS = 50;
const REST_MS = 30_000;
const PROCESSOR_MS = 60_000;
const MEMORY_RATIO = 1.5;
const PROCESSOR_PERCENT = 1;
/** As the agent's unit starts Node. */
const FLAGS = ['--max-semi-space-size=4'];

exports.run = async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'elastic-fleet-agent-'));
  const shardIds = Array.from({ length: SHARDS }, (_, index) => `shard-${String(index).padStart(5, '0')}`);
  const stub = await startStub(shardIds, 'bench');
  const children = [];
  try {
    const environment = environmentOf(stub.url, folder);
    const start = (file, flags) => {
      const child = spawn(process.execPath, [...flags, file], {
        env: environment,
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      children.push(child);
      return child.pid;
    };
    const agent = start(await bundle(folder, 'agent', 'agent/main.ts'), FLAGS);
    const bareFile = await bundle(folder, 'bare', 'bench/agent.bare.js');
    const bare = start(bareFile, []);
    const bareWithFlags = start(bareFile, FLAGS);
    await untilOpen(stub);
    await pause(REST_MS);
    const memory = { agent: residentBytes(agent), bare: residentBytes(bare), withFlags: residentBytes(bareWithFlags) };
    const before = processorMilliseconds(agent);
    await pause(PROCESSOR_MS);
    return report(memory, ((processorMilliseconds(agent) - before) / PROCESSOR_MS) * 100);
  } finally {
    for (const child of children) {
      child.kill('SIGKILL');
    }
    stub.close();
    fs.rmSync(folder, { recursive: true });
  }
};

function report({ agent, bare, withFlags }, percent) {
  const ratio = agent / bare;
  const megabytes = (bytes) => (bytes / 1024 / 1024).toFixed(1);
  console.log('| | MB | agent over it |\n|---|---|---|');
  console.log(`| agent, ${SHARDS} open shards, ${FLAGS.join(' ')} | ${megabytes(agent)} | 1.00 |`);
  console.log(`| bare Node with the same clients | ${megabytes(bare)} | ${ratio.toFixed(2)} |`);
  console.log(`| the same with the agent's flags | ${megabytes(withFlags)} | ${(agent / withFlags).toFixed(2)} |`);
  console.log(`\nprocessor at rest: ${percent.toFixed(2)} % of a core`);
  return [
    ...(ratio > MEMORY_RATIO ? [`the agent takes ${ratio.toFixed(2)} × the memory of bare Node`] : []),
    ...(percent > PROCESSOR_PERCENT ? [`the agent at rest takes ${percent.toFixed(2)} % of a core`] : []),
  ];
}

async function bundle(folder, name, entryPoint) {
  const outfile = path.join(folder, `${name}.js`);
  await esbuild.build({ ...agentOptions, entryPoints: [entryPoint], outfile });
  return outfile;
}

function environmentOf(url, folder) {
  return {
    PATH: process.env.PATH,
    AWS_ENDPOINT_URL: url,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    FLEET_NAME: 'bench',
    FLEET_TABLE_NAME: 'bench',
    FLEET_BUCKET_NAME: 'bench',
    FLEET_POLICY: JSON.stringify({ minNodes: 1, maxNodes: 2, shardCount: SHARDS }),
    FLEET_DATA_FOLDER: folder,
    FLEET_SERVICE_URL: `${url}/service`,
    FLEET_AGENT_PORT: String(20_000 + (process.pid % 40_000)),
    FLEET_NODE_ID: 'bench',
    FLEET_ZONE: 'z',
    FLEET_HOST: '127.0.0.1',
  };
}

async function untilOpen(stub) {
  const deadlineMs = Date.now() + 60_000;
  while (stub.openCount() < SHARDS) {
    if (Date.now() > deadlineMs) {
      throw new Error(`the agent opened ${stub.openCount()} of ${SHARDS} shards within a minute`);
    }
    await pause(100);
  }
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function residentBytes(pid) {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(kilobytes) * 1024;
}

/** Clock ticks are hundredths of a second on every Linux that Node runs on. */
function processorMilliseconds(pid) {
  const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
