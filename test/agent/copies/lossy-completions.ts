import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { S3Client } from '@aws-sdk/client-s3';
import { homeClient } from '../../../agent/home/home-client';

const GONE =
  '<Error><Code>NoSuchUpload</Code><Message>The upload ID may be invalid, aborted or completed.</Message></Error>';

/** A bucket that takes one upload in parts, and whose answer to its completion is lost. */
export class LossyCompletions {
  isUploadThere = true;
  completions = 0;
  private isObjectThere = false;
  private readonly server = createServer((request, response) => {
    request.resume().on('end', () => this.answer(request, response));
  });

  async start(): Promise<S3Client> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const { port } = this.server.address() as AddressInfo;
    return homeClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      forcePathStyle: true,
    });
  }

  stop(): Promise<unknown> {
    return new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    if (request.method === 'HEAD') {
      response.writeHead(this.isObjectThere ? 200 : 404).end();
    } else if (request.method === 'PUT') {
      response.writeHead(200, { etag: '"part"' }).end();
    } else if (request.method === 'DELETE') {
      response.writeHead(404).end(GONE);
    } else if (request.url?.includes('uploadId=')) {
      this.answerCompletion(response);
    } else {
      response.end('<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>');
    }
  }

  /** It is carried out if the upload is there, and the connection breaks off before the answer. */
  private answerCompletion(response: ServerResponse): void {
    this.completions += 1;
    if (!this.isUploadThere) {
      response.writeHead(404).end(GONE);
      return;
    }
    this.isUploadThere = false;
    this.isObjectThere = true;
    response.destroy();
  }
}
