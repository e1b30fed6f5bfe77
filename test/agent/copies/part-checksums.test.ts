import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { s3ObjectStore } from '../../../agent/copies/s3-object-store';
import { homeClient } from '../../../agent/home/home-client';

const BEGUN = '<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>';

/**
 * S3 takes no other checksum of a part than that of the upload's begin; moto takes any.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html
 */
it('the parts of an upload carry the checksum that it was begun with', async () => {
  const begins: IncomingHttpHeaders[] = [];
  const parts: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    const { method, headers } = request;
    (method === 'PUT' ? parts : begins).push(headers);
    request.resume().on('end', () => response.writeHead(200, { etag: '"part"' }).end(method === 'PUT' ? '' : BEGUN));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = homeClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
  });

  const upload = await s3ObjectStore(client, 'b').startUpload('homes/s/1/large');
  await upload.put(1, Buffer.from('a part'));

  client.destroy();
  await new Promise((resolve) => server.close(resolve));
  const [{ 'x-amz-checksum-algorithm': begunWith = 'none' } = {}] = begins;
  expect(Object.keys(parts[0] ?? {})).toContain(`x-amz-checksum-${String(begunWith).toLowerCase()}`);
});
