import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Environment } from '../environment/refuse-real-account';

/** A Python interpreter, and which moto it can import. */
export interface Python {
  readonly executable: string;
  /** Major and minor version. */
  readonly version: readonly [number, number];
  /** Version of moto with its server, `null` when it cannot be imported. */
  readonly moto: string | null;
  /** Folder of packages that belong to the user, which a changed home would hide. */
  readonly userBase: string;
}

const PROBE = `
import importlib.metadata, importlib.util, json, site, sys
try:
    moto = importlib.metadata.version("moto") if importlib.util.find_spec("flask") else None
except importlib.metadata.PackageNotFoundError:
    moto = None
found = {"executable": sys.executable, "version": sys.version_info[:2], "moto": moto, "userBase": site.getuserbase()}
print(json.dumps(found))
`;

/** Returns what a Python interpreter says of itself; `undefined` when there is no such program. */
export async function probePython(program: string, environment: Environment): Promise<Python | undefined> {
  try {
    const { stdout } = await promisify(execFile)(program, ['-c', PROBE], { env: { ...environment } });
    return JSON.parse(stdout) as Python;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
