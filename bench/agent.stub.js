'use strict';
// Stands in for DynamoDB, S3, the instance's metadata and the service on the node: just enough to open shards and rest.
const { createHash } = require('node:crypto');
const { createServer } = require('node:http');
const { text } = require('node:stream/consumers');

/** Starts the stub on a free port; every shard is given to the node as if its last owner had released it. */
async function startStub(shardIds, nodeId) {
  const world = { nodeId, objects: new Map(), open: new Set(), taking: new Set(shardIds) };
  const server = createServer((request, response) => {
    answer(world, request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    openCount: () => world.open.size,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function answer(world, request, response) {
  const body = await text(request);
  const target = request.headers['x-amz-target'];
  if (target !== undefined) {
    const reply = table(world, target.split('.')[1], JSON.parse(body));
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(reply));
  } else if (request.url.startsWith('/latest/')) {
    const isToken = request.method === 'PUT';
    response.writeHead(isToken ? 200 : 404).end(isToken ? 'token' : '');
  } else if (request.url.startsWith('/service/')) {
    response.writeHead(200).end(JSON.stringify(service(world, request.url)));
  } else {
    bucket(world, request, response, body);
  }
}

function table(world, operation, input) {
  if (operation === 'Query' && input.IndexName === 'by-owner') {
    return { Items: [...world.open].map((id) => ({ sk: { S: id }, epoch: { N: '1' } })) };
  }
  if (operation === 'Query') {
    const isWork = input.ExpressionAttributeValues[':prefix'].S === 'shard-';
    return { Items: isWork ? [...world.taking].map((id) => row(world, id)) : [], Count: 0 };
  }
  if (operation === 'GetItem' && world.taking.has(input.Key.sk.S)) {
    return { Item: row(world, input.Key.sk.S) };
  }
  if (operation === 'UpdateItem') {
    world.taking.delete(input.Key.sk.S);
  }
  return {};
}

function row({ nodeId }, id) {
  const move = {
    id: 'm',
    from: null,
    to: nodeId,
    state: 'committed',
    actor: nodeId,
    reason: 'operator',
    startedAtMs: 0,
  };
  const values = Object.entries(move).map(([key, value]) => [key, attribute(value)]);
  return {
    pk: { S: 'SHARD' },
    sk: { S: id },
    owner: { S: nodeId },
    epoch: { N: '1' },
    followers: { L: [] },
    move: { M: Object.fromEntries(values) },
  };
}

function attribute(value) {
  if (value === null) {
    return { NULL: true };
  }
  return typeof value === 'number' ? { N: String(value) } : { S: value };
}

function service(world, url) {
  const [, , , shardId, call] = url.split('/');
  if (call === 'open') {
    world.open.add(shardId);
  }
  const stat = { load: 0.01, dirtyBytes: 0, dirtyForMs: 0 };
  return url === '/service/shards' ? Object.fromEntries([...world.open].map((id) => [id, stat])) : {};
}

function bucket({ objects }, { method, url }, response, body) {
  if (method === 'PUT') {
    const etag = `"${createHash('md5').update(body).digest('hex')}"`;
    objects.set(url.split('?')[0], { body, etag });
    response.writeHead(200, { etag }).end();
    return;
  }
  if (url.includes('list-type=2')) {
    const empty = '<?xml version="1.0"?><ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>';
    response.writeHead(200, { 'content-type': 'application/xml' }).end(empty);
    return;
  }
  const object = objects.get(url.split('?')[0]);
  if (object === undefined) {
    const missing = '<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>none</Message></Error>';
    response.writeHead(404, { 'content-type': 'application/xml' }).end(missing);
  } else {
    response.writeHead(200, { etag: object.etag, 'content-type': 'application/json' }).end(object.body);
  }
}

module.exports = { startStub };
