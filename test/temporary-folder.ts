import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Gives a test run a temporary folder of its own, which goes with it: CDK leaves an assembly there for every app that a
 * test synthesizes.
 */
export default function setup(): () => void {
  const folder = mkdtempSync(path.join(tmpdir(), 'elastic-fleet-tests-'));
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
