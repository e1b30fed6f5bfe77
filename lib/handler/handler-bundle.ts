import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * Returns the folder of a prebuilt handler bundle, so that neither synth nor the user needs esbuild or Docker.
 *
 * @throws Error if the package was not built.
 */
export function handlerBundle(name: string): string {
  const folder = path.join(packageRoot(__dirname), 'dist', 'bundles', name);
  if (!fs.existsSync(path.join(folder, 'index.js'))) {
    throw new Error(`${folder} holds no handler bundle. Run 'npm run build' first.`);
  }
  return folder;
}

/** The sources lie one level below the root, the compiled files two: both find it by its package.json. */
function packageRoot(folder: string): string {
  return fs.existsSync(path.join(folder, 'package.json')) ? folder : packageRoot(path.dirname(folder));
}
