import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { completed } from '../../agent/home/complete-upload';
import { homeObjectKey } from '../../core/contract/object-keys';
import type { HomeObject } from '../../core/home/manifest';
import { partBytesOf } from '../../core/home/part-bytes';
import { OperateError } from '../operate-error';
import type { ImportPort } from '../ports';

/** Bytes of a part, unless a file would have too many of them. */
const PART_BYTES = 32 * 1024 * 1024;
const PARALLEL_PARTS = 2;

/** Stores local files as objects of epoch 0. */
export class S3Import implements ImportPort {
  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
  ) {}

  async files(directory: string): Promise<readonly string[]> {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch((error: Error) => {
      throw new OperateError(`${directory} cannot be read (${error.message}); give a directory of files`);
    });
    const others = entries.filter((entry) => !entry.isFile() && !entry.isDirectory());
    const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
    const paths = files.map((file) => path.relative(directory, file).split(path.sep).join('/')).sort();
    const hidden = paths.filter((file) => file.split('/').some((part) => part.startsWith('.')));
    const refused = [...others.map((entry) => path.join(entry.parentPath, entry.name)), ...hidden];
    if (refused.length > 0) {
      const advice = 'only plain files without a leading dot are taken; move or remove these';
      throw new OperateError(`${advice}: ${refused.slice(0, 5).join(', ')}`);
    }
    return paths;
  }

  /** @throws OperateError when the file changes while it is stored, for then it may be torn. */
  async upload(directory: string, relative: string, shardId: string): Promise<HomeObject> {
    const file = path.join(directory, ...relative.split('/'));
    const key = homeObjectKey(shardId, 0, randomUUID());
    const hash = createHash('sha256');
    let sizeBytes = 0;
    const count = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        sizeBytes += chunk.length;
        done(null, chunk);
      },
    });
    const before = await stat(file);
    const place = { Bucket: this.bucket, Key: key };
    const upload = new Upload({
      client: this.client,
      params: { ...place, Body: count },
      partSize: partBytesOf(before.size, PART_BYTES),
      queueSize: PARALLEL_PARTS,
    });
    await Promise.all([pipeline(createReadStream(file), count), completed(upload.done(), this.client, place)]);
    const after = await stat(file);
    if (after.mtimeMs !== before.mtimeMs || after.size !== sizeBytes) {
      throw new OperateError(`${file} changed while it was imported; stop what writes to it and import again`);
    }
    return { path: relative, key, sizeBytes, sha256: hash.digest('hex') };
  }
}
