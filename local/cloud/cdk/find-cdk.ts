import { createRequire } from 'node:module';
import path from 'node:path';
import { LocalCloudError } from '../local-cloud-error';
import type { Project } from '../project';

/**
 * Returns the program of the `cdk` command line: the one that is installed where we were started, or beside this package.
 * @throws LocalCloudError when there is none.
 */
export function findCdk({ root }: Pick<Project, 'root'>, folder = process.cwd()): string {
  for (const place of [folder, root]) {
    try {
      return createRequire(path.join(place, 'package.json')).resolve('aws-cdk/bin/cdk');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') {
        throw error;
      }
    }
  }
  throw new LocalCloudError(
    `The cdk command line is not installed in ${folder}. Install it: npm install --save-dev aws-cdk@^2`,
  );
}
