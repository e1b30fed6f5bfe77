import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { LocalCloudError } from '../local-cloud-error';

/** The emulator is reachable from this machine only. */
export const LOOPBACK_ADDRESS = '127.0.0.1';

/**
 * Free ports are sought below those that Linux and macOS give to whoever names none: one of these may be gone before a program
 * that takes seconds to start listens at it.
 */
const FIRST_PORT = 10_000;
const PORTS = 22_000;
let lastTried = randomInt(PORTS);

/**
 * Returns the port asked for if it is free, or else a free port that no earlier call has returned.
 * @throws LocalCloudError when the port asked for is in use or may not be used, or when none is free.
 */
export async function findFreePort(asked?: number): Promise<number> {
  if (asked !== undefined) {
    const fault = await faultOf(asked);
    if (fault !== undefined) {
      const why = isTaken(fault) ? 'is already in use' : `cannot be used (${fault.message})`;
      const advice = 'Give another --port, or none: then a free one is chosen.';
      throw new LocalCloudError(`Port ${asked} of ${LOOPBACK_ADDRESS} ${why}. ${advice}`);
    }
    return asked;
  }
  for (let tries = 0; tries < PORTS; tries += 1) {
    lastTried = (lastTried + 1) % PORTS;
    const port = FIRST_PORT + lastTried;
    if ((await faultOf(port)) === undefined) {
      return port;
    }
  }
  throw new LocalCloudError(`No port of ${LOOPBACK_ADDRESS} from ${FIRST_PORT} to ${FIRST_PORT + PORTS - 1} is free.`);
}

function isTaken({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EADDRINUSE';
}

/** Why nobody can listen at a port; `undefined` when it is free. */
function faultOf(port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen(port, LOOPBACK_ADDRESS, () => server.close(() => resolve(undefined)));
  });
}
