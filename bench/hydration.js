'use strict';
// Hydration of a shard from a fast local stand-in for S3, beside plain parallel ranged GETs of the same objects, in parts
// of the same size and as many at once, into the same folder.
const { fork } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { DiskCopies } = require('../dist/agent/copies/disk-copies');
const { s3ObjectStore } = require('../dist/agent/copies/s3-object-store');
const { homeClient } = require('../dist/agent/home/home-client');
const { median } = require('./measure');
const { httpRanges, plainGet, sdkRanges } = require('./plain-get');

const OBJECTS = 8;
const OBJECT_BYTES = 64 * 1024 * 1024;
const PART_BYTES = 8 * 1024 * 1024;
const AT_ONCE = 16;
const ROUNDS = 11;
const RATIO = 0.8;
const BUCKET = 'bench';
const SDK = 'AWS SDK into files';
const BARE = 'node:http into files';
/** The peer that the limit is for. */
const LIMITED = SDK;

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
  const { client, copies } = agentOf(endpoint, path.join(folder, 'agent'));
  const peers = [sdkRanges(endpoint, BUCKET, AT_ONCE), httpRanges(endpoint, BUCKET, AT_ONCE)];
  const plain = path.join(folder, 'plain');
  const getting = (ranges, target) => ({
    measure: () => plainGet(ranges, manifest.objects, target, { partBytes: PART_BYTES, atOnce: AT_ONCE }),
    clean: () => empty(plain),
  });
  const [sdk, bare] = peers;
  const contestants = {
    hydration: { measure: () => hydrate(copies, manifest), clean: () => copies.drop('s') },
    [SDK]: getting(sdk, plain),
    [BARE]: getting(bare, plain),
    'node:http into nothing': getting(bare, undefined),
  };
  empty(plain);
  const results = await rounds(contestants);
  for (const { close } of [...peers, { close: () => client.destroy() }]) {
    close();
  }
  return report(results);
}

async function rounds(contestants) {
  const results = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  // The first round warms up: an agent runs for days.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, { measure, clean }] of Object.entries(contestants)) {
      const cost = await costOf(measure);
      await clean();
      results[name].push(...(round > 0 ? [cost] : []));
    }
  }
  return results;
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

/** Wall-clock time and the processor time of all this process's threads, in milliseconds; the server is another process. */
async function costOf(work) {
  const before = process.cpuUsage();
  const started = process.hrtime.bigint();
  await work();
  const wall = Number(process.hrtime.bigint() - started) / 1e6;
  const { user, system } = process.cpuUsage(before);
  return { wall, processor: (user + system) / 1e3 };
}

function report(results) {
  const megabytes = (OBJECTS * OBJECT_BYTES) / 1e6;
  console.log(
    '| 8 objects of 64 MiB | median ms | MB/s | processor s | time over hydration’s | processor over hydration’s |',
  );
  console.log('|---|---|---|---|---|---|');
  for (const [name, costs] of Object.entries(results)) {
    const wall = median(costs.map((cost) => cost.wall));
    const processor = median(costs.map((cost) => cost.processor)) / 1000;
    const ratios = ['wall', 'processor'].map((unit) => `${ratioOf(results, name, unit).toFixed(2)} ×`);
    const figures = [wall.toFixed(0), ((megabytes / wall) * 1000).toFixed(0), processor.toFixed(2), ...ratios];
    console.log(`| ${name} | ${figures.join(' | ')} |`);
  }
  const ratio = ratioOf(results, LIMITED, 'wall');
  return ratio < RATIO ? [`hydration is ${ratio.toFixed(2)} × '${LIMITED}', not ${RATIO} ×`] : [];
}

/** Median of the rounds' ratios: what disturbs a round disturbs both. */
function ratioOf(results, name, unit) {
  return median(results[name].map((cost, round) => cost[unit] / results.hydration[round][unit]));
}
