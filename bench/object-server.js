'use strict';
// A stand-in for S3 that is as fast as this machine allows: answers ranged GETs of one block of memory, whatever the key.
const http = require('node:http');

const block = Buffer.alloc(Number(process.argv[2]));
for (let offset = 0; offset < block.length; offset += 4) {
  block.writeUInt32LE((offset * 2654435761) % 2 ** 32, offset);
}

const server = http.createServer((request, response) => {
  const range = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '');
  const start = range ? Number(range[1]) : 0;
  const end = range ? Math.min(Number(range[2]) + 1, block.length) : block.length;
  response.writeHead(range ? 206 : 200, {
    'content-length': end - start,
    'content-range': `bytes ${start}-${end - 1}/${block.length}`,
    etag: '"block"',
  });
  response.end(block.subarray(start, end));
});
// Contestants wait for their turn longer than the default of 5 s when the machine is busy.
server.keepAliveTimeout = 0;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit());
