'use strict';
// Hydration of a shard from a fast local stand-in for S3, beside a plain parallel ranged GET of the same objects into
// files, without checksums and without fsync. Both write to the same folder.
const { fork } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { DiskCopies } = require('../dist/agent/copies/disk-copies');
const { s3ObjectStore } = require('../dist/agent/copies/s3-object-store');
const { homeClient } = require('../dist/agent/home/home-client');
const { promisify } = require('node:util');
const { median } = require('./measure');

const writev = promisify(fs.writev);

const OBJECTS = 8;
const OBJECT_BYTES = 64 * 1024 * 1024;
const PART_BYTES = 8 * 1024 * 1024;
const AT_ONCE = 16;
/** What the agent gathers before it writes, too. */
const WRITE_BYTES = 1024 * 1024;
const ROUNDS = 11;
const RATIO = 0.8;
const BUCKET = 'bench';

exports.run = async () => {
  const server = fork(path.join(__dirname, 'object-server.js'), [String(OBJECT_BYTES)]);
  const folder = fs.mkdtempSync(path.join(roomyFolder(), 'elastic-fleet-hydration-'));
  try {
    const { port } = await new Promise((resolve) => server.once('message', resolve));
    return await compare(`http://127.0.0.1:${port}`, folder);
  } finally {
    server.disconnect();
    fs.rmSync(folder, { recursive: true });
  }
};

/** Memory where there is such a folder: the disk of a build machine is far slower than NVMe and would hide all else. */
function roomyFolder() {
  return process.env.BENCH_FOLDER ?? (fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir());
}

async function compare(endpoint, folder) {
  const manifest = await manifestOf(endpoint);
  const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const { client, copies } = agentOf(endpoint, path.join(folder, 'agent'));
  const plain = path.join(folder, 'plain');
  const contestants = {
    hydration: { measure: () => hydrate(copies, manifest), clean: () => copies.drop('s') },
    'plain GET into files': { measure: () => plainGet(endpoint, agent, manifest, plain), clean: () => empty(plain) },
    'plain GET into nothing': { measure: () => plainGet(endpoint, agent, manifest, undefined), clean: () => {} },
  };
  const results = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  empty(plain);
  // The first round warms up: an agent runs for days.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, { measure, clean }] of Object.entries(contestants)) {
      const time = await milliseconds(measure);
      await clean();
      results[name].push(...(round > 0 ? [time] : []));
    }
  }
  agent.destroy();
  client.destroy();
  return report(results);
}

function empty(folder) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder);
}

async function manifestOf(endpoint) {
  const hash = createHash('sha256');
  const reply = await fetch(`${endpoint}/${BUCKET}/any`);
  for await (const chunk of reply.body) {
    hash.update(chunk);
  }
  const sha256 = hash.digest('hex');
  const objects = Array.from({ length: OBJECTS }, (_, index) => {
    return { path: `segment-${index}`, key: `homes/s/1/${index}`, sizeBytes: OBJECT_BYTES, sha256 };
  });
  return { formatVersion: 1, shardId: 's', epoch: 1, version: 1, writer: 'bench', objects };
}

function agentOf(endpoint, dataFolder) {
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const client = homeClient({ endpoint, region: 'eu-central-1', credentials, forcePathStyle: true });
  const onFault = (_shardId, error) => {
    throw error;
  };
  return { client, copies: new DiskCopies({ dataFolder, objects: s3ObjectStore(client, BUCKET), onFault }) };
}

async function hydrate(copies, manifest) {
  while (!(await copies.hydrate('s', manifest))) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Side by side, in parts of the same size, as many at once. */
async function plainGet(endpoint, agent, manifest, folder) {
  const parts = manifest.objects.flatMap((object) => partsOf(object, folder));
  const queue = parts.values();
  const worker = async () => {
    for (const part of queue) {
      await getPart(`${endpoint}/${BUCKET}/${part.key}`, agent, part);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  for (const descriptor of new Set(parts.map((part) => part.descriptor))) {
    if (descriptor !== undefined) {
      fs.closeSync(descriptor);
    }
  }
}

function partsOf({ key, path: name, sizeBytes }, folder) {
  const descriptor = folder === undefined ? undefined : fs.openSync(path.join(folder, `plain-${name}`), 'w');
  return Array.from({ length: sizeBytes / PART_BYTES }, (_, index) => {
    return { key, descriptor, start: index * PART_BYTES, end: (index + 1) * PART_BYTES };
  });
}

async function getPart(url, agent, { descriptor, start, end }) {
  const reply = await new Promise((resolve, reject) => {
    http.get(url, { agent, headers: { range: `bytes=${start}-${end - 1}` } }, resolve).once('error', reject);
  });
  let position = start;
  let chunks = [];
  let gathered = 0;
  for await (const chunk of reply) {
    chunks.push(chunk);
    gathered += chunk.length;
    if (gathered >= WRITE_BYTES || position + gathered === end) {
      if (descriptor !== undefined) {
        await writev(descriptor, chunks, position);
      }
      position += gathered;
      chunks = [];
      gathered = 0;
    }
  }
  if (position !== end) {
    throw new Error(`${url} broke off at ${position}`);
  }
}

async function milliseconds(work) {
  const started = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - started) / 1e6;
}

function report(results) {
  const medians = Object.fromEntries(Object.entries(results).map(([name, times]) => [name, median(times)]));
  const bests = Object.fromEntries(Object.entries(results).map(([name, times]) => [name, Math.min(...times)]));
  const megabytes = (OBJECTS * OBJECT_BYTES) / 1e6;
  console.log('| 8 objects of 64 MiB | median ms | MB/s | its median over hydration’s | its best over hydration’s |');
  console.log('|---|---|---|---|---|');
  for (const [name, time] of Object.entries(medians)) {
    const speed = (megabytes / time) * 1000;
    const ratios = [time / medians.hydration, bests[name] / bests.hydration].map((ratio) => `${ratio.toFixed(2)} ×`);
    console.log(`| ${name} | ${time.toFixed(0)} | ${speed.toFixed(0)} | ${ratios.join(' | ')} |`);
  }
  const ratio = medians['plain GET into files'] / medians.hydration;
  return ratio < RATIO ? [`hydration is ${ratio.toFixed(2)} × a plain GET, not ${RATIO} ×`] : [];
}
