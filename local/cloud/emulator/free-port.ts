import { createServer } from 'node:net';
import { LocalCloudError } from '../local-cloud-error';

/** The emulator is reachable from this machine only. */
export const LOOPBACK_ADDRESS = '127.0.0.1';

/**
 * Returns the port asked for if it is free, or else some free port.
 * @throws LocalCloudError when the port asked for is in use or may not be used.
 */
export async function findFreePort(asked?: number): Promise<number> {
  try {
    return await tryPort(asked ?? 0);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'is already in use' : `cannot be used (${message})`;
    throw new LocalCloudError(
      `Port ${asked} of ${LOOPBACK_ADDRESS} ${why}. Give another --port, or none: then a free one is chosen.`,
    );
  }
}

function tryPort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, LOOPBACK_ADDRESS, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}
