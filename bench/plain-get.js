'use strict';
// What hydration is measured against: a plain parallel ranged GET of the same objects, without checksums, fsync and install.
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { promisify } = require('node:util');
const { GetObjectCommand, S3Client } = require('@aws-sdk/client-s3');

const writev = promisify(fs.writev);

/** What the agent gathers before it writes, too. */
const WRITE_BYTES = 1024 * 1024;

/** Reads ranges with the AWS SDK as it comes, as most users' own code would. */
function sdkRanges(endpoint, bucket, atOnce) {
  const client = new S3Client({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    forcePathStyle: true,
    requestHandler: { httpAgent: { keepAlive: true, maxSockets: atOnce } },
  });
  const read = async (key, start, end) => {
    const reply = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range: rangeOf(start, end) }));
    return reply.Body;
  };
  return { read, close: () => client.destroy() };
}

/** Reads ranges with nothing but Node's own HTTP client: the least that JavaScript can do. */
function httpRanges(endpoint, bucket, atOnce) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: atOnce });
  const read = (key, start, end) =>
    new Promise((resolve, reject) => {
      const headers = { range: rangeOf(start, end) };
      http.get(`${endpoint}/${bucket}/${key}`, { agent, headers }, resolve).once('error', reject);
    });
  return { read, close: () => agent.destroy() };
}

function rangeOf(start, end) {
  return `bytes=${start}-${end - 1}`;
}

/** Gets all objects side by side into a folder; into nothing when there is none. */
async function plainGet(ranges, objects, folder, { partBytes, atOnce }) {
  const parts = objects.flatMap((object) => partsOf(object, folder, partBytes));
  const queue = parts.values();
  const worker = async () => {
    for (const part of queue) {
      await writePart(await ranges.read(part.key, part.start, part.end), part);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  for (const descriptor of new Set(parts.map((part) => part.descriptor))) {
    if (descriptor !== undefined) {
      fs.closeSync(descriptor);
    }
  }
}

function partsOf({ key, path: name, sizeBytes }, folder, partBytes) {
  const descriptor = folder === undefined ? undefined : fs.openSync(path.join(folder, name), 'w');
  return Array.from({ length: sizeBytes / partBytes }, (_, index) => {
    return { key, descriptor, start: index * partBytes, end: (index + 1) * partBytes };
  });
}

async function writePart(body, { key, descriptor, start, end }) {
  let position = start;
  let chunks = [];
  let gathered = 0;
  for await (const chunk of body) {
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
    throw new Error(`${key} broke off at ${position}`);
  }
}

module.exports = { sdkRanges, httpRanges, plainGet };
