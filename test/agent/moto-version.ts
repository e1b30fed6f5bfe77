import { spawnSync } from 'node:child_process';

/** Finds moto and what its server needs without importing them, which would take most of a second. */
const PROBE = `
import importlib.metadata, importlib.util
if importlib.util.find_spec("flask"):
    print(importlib.metadata.version("moto"))
`;

/** A worker's files share one answer: the question takes a Python of its own. */
let found: { readonly version: string | undefined } | undefined;

/** Returns the version of the moto that python3 can serve; `undefined` when there is none. */
export function motoVersion(): string | undefined {
  found ??= { version: probe() };
  return found.version;
}

function probe(): string | undefined {
  const { status, stdout } = spawnSync('python3', ['-c', PROBE], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() || undefined : undefined;
}
