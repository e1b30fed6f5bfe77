/** What the hashing thread runs: plain JavaScript, because the agent is bundled as one file and a thread needs a source of its own. */
export const HASH_THREAD_SOURCE = `
const { parentPort, workerData } = require('node:worker_threads');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
// Small enough to stay in the processor's cache between reading and hashing.
const buffer = Buffer.alloc(256 * 1024);
// After as much of a file that is only read the others have their turn, and it may be cancelled.
const SLICE_BYTES = 64 * 1024 * 1024;
const files = new Map();

function advance({ id, path, upTo, given }) {
  if (!files.has(id)) {
    files.set(id, { descriptor: fs.openSync(path, 'r'), hash: createHash('sha256'), position: 0 });
  }
  const file = files.get(id);
  // What is not given from here on is in the file.
  if (given && given.position === file.position && given.position < upTo) {
    take(file, given.chunks);
  }
  while (file.position < upTo) {
    read(file, path, upTo);
  }
  return file;
}

function take(file, chunks) {
  for (const chunk of chunks) {
    file.hash.update(chunk);
    file.position += chunk.length;
  }
}

function read(file, path, upTo) {
  const wanted = Math.min(buffer.length, upTo - file.position);
  const length = fs.readSync(file.descriptor, buffer, 0, wanted, file.position);
  if (length === 0) {
    throw new Error(path + ' ends at byte ' + file.position + ', before ' + upTo);
  }
  take(file, [buffer.subarray(0, length)]);
}

function forget(id) {
  const file = files.get(id);
  files.delete(id);
  if (file) {
    fs.closeSync(file.descriptor);
  }
}

function end(order) {
  const { position = 0 } = files.get(order.id) || {};
  const file = advance({ ...order, upTo: Math.min(order.upTo, position + SLICE_BYTES) });
  if (file.position < order.upTo) {
    setImmediate(() => files.has(order.id) && carryOut(order));
    return;
  }
  forget(order.id);
  parentPort.postMessage({ id: order.id, sha256: file.hash.digest('hex') });
}

const steps = { stop: () => parentPort.close(), cancel: ({ id }) => forget(id), grow: advance, end };

function carryOut(order) {
  try {
    steps[order.kind](order);
  } catch (error) {
    forget(order.id);
    parentPort.postMessage({ id: order.id, error, code: error.code });
  } finally {
    if (order.given) {
      Atomics.sub(workerData.givenBytes, 0, order.given.sizeBytes);
    }
  }
}

parentPort.on('message', carryOut);
`;
