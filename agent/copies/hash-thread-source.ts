/** What the hashing thread runs: plain JavaScript, because the agent is bundled as one file and a thread needs a source of its own. */
export const HASH_THREAD_SOURCE = `
const { parentPort } = require('node:worker_threads');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
// Small enough to stay in the processor's cache between reading and hashing.
const buffer = Buffer.alloc(256 * 1024);
const files = new Map();

function advance({ id, path, upTo }) {
  if (!files.has(id)) {
    files.set(id, { descriptor: fs.openSync(path, 'r'), hash: createHash('sha256'), position: 0 });
  }
  const file = files.get(id);
  while (file.position < upTo) {
    const wanted = Math.min(buffer.length, upTo - file.position);
    const length = fs.readSync(file.descriptor, buffer, 0, wanted, file.position);
    if (length === 0) {
      throw new Error(path + ' ends at byte ' + file.position + ', before ' + upTo);
    }
    file.hash.update(buffer.subarray(0, length));
    file.position += length;
  }
  return file;
}

function forget(id) {
  const file = files.get(id);
  files.delete(id);
  if (file) {
    fs.closeSync(file.descriptor);
  }
}

parentPort.on('message', (order) => {
  try {
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
  } catch (error) {
    forget(order.id);
    parentPort.postMessage({ id: order.id, error });
  }
});
`;
