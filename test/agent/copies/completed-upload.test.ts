import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PartedUpload } from '../../../agent/copies/object-store';
import { s3ObjectStore } from '../../../agent/copies/s3-object-store';
import { homeClient } from '../../../agent/home/home-client';

const KEY = 'homes/s/1/large';
const GONE =
  '<Error><Code>NoSuchUpload</Code><Message>The upload ID may be invalid, aborted or completed.</Message></Error>';

let server: Server;
let client: S3Client;
let isUploadThere: boolean;
let isObjectThere: boolean;
let completions: number;

beforeEach(async () => {
  isUploadThere = true;
  isObjectThere = false;
  completions = 0;
  server = createServer((request, response) => {
    request.resume().on('end', () => answer(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = homeClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
  });
});

afterEach(async () => {
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
});

function answer(request: IncomingMessage, response: ServerResponse): void {
  if (request.method === 'HEAD') {
    response.writeHead(isObjectThere ? 200 : 404).end();
  } else if (request.method === 'PUT') {
    response.writeHead(200, { etag: '"part"' }).end();
  } else if (request.url?.includes('uploadId=')) {
    answerCompletion(response);
  } else {
    response.end('<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>');
  }
}

/** It is carried out if the upload is there, and the connection breaks off before the answer. */
function answerCompletion(response: ServerResponse): void {
  completions += 1;
  if (!isUploadThere) {
    response.writeHead(404).end(GONE);
    return;
  }
  isUploadThere = false;
  isObjectThere = true;
  response.destroy();
}

async function uploadOnePart(): Promise<PartedUpload> {
  const upload = await s3ObjectStore(client, 'b').startUpload(KEY);
  await upload.put(1, Buffer.from('the only part'));
  return upload;
}

it('an upload whose completion was carried out, but whose answer was lost, is complete', async () => {
  const upload = await uploadOnePart();
  await upload.complete();
  expect(completions).toBe(2);
});

it('an upload that is gone without an object is not', async () => {
  const upload = await uploadOnePart();
  isUploadThere = false;
  await expect(upload.complete()).rejects.toMatchObject({ name: 'NoSuchUpload' });
});
