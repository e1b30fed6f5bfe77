/** What the hashing thread runs: plain JavaScript, because the agent is bundled as one file and a thread needs a source of its own. */
export const HASH_THREAD_SOURCE = `
const { parentPort, workerData } = require('node:worker_threads');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
// Small enough to stay in the processor's cache between reading and hashing.
const buffer = Buffer.alloc(256 * 1024);
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

function carryOut(order) {
  if (order.kind === 'stop') {
    parentPort.close();
  } else if (order.kind === 'cancel') {
    forget(order.id);
  } else {
    const { hash } = advance(order);
    if (order.kind === 'end') {
      forget(order.id);
      parentPort.postMessage({ id: order.id, sha256: hash.digest('hex') });
    }
  }
}

parentPort.on('message', (order) => {
  try {
    carryOut(order);
  } catch (error) {
    forget(order.id);
    parentPort.postMessage({ id: order.id, error });
  } finally {
    if (order.given) {
      Atomics.sub(workerData.givenBytes, 0, order.given.sizeBytes);
    }
  }
});
`;
