import type { LocalCloud } from '../cloud';
import { isLoopback } from '../environment/loopback';
import { LocalCloudError } from '../local-cloud-error';
import { emulatorControl } from './emulator-control';

/** Where a cloud is, and what is known of it. */
export type CloudAddress = Pick<LocalCloud, 'endpoint' | 'region' | 'account' | 'callLogPath'>;

/**
 * Returns the cloud at an address on this machine; closing it ends our connections only.
 * @throws LocalCloudError when the endpoint is not on this machine or nothing listens there.
 */
export async function openEndpoint(address: CloudAddress): Promise<LocalCloud> {
  const { endpoint } = address;
  refuseRemoteEndpoint(endpoint);
  await checkListens(endpoint);
  const control = emulatorControl(endpoint);
  return { ...control, ...address, close: async () => control.disconnect() };
}

/** @throws LocalCloudError when an endpoint is not on this machine. */
export function refuseRemoteEndpoint(endpoint: string): void {
  if (!isLoopback(endpoint)) {
    throw new LocalCloudError(
      `--endpoint takes an emulator on this machine, e.g. http://127.0.0.1:4566, given ${endpoint}. ` +
        'The local run must never reach AWS.',
    );
  }
}

async function checkListens(endpoint: string): Promise<void> {
  try {
    await fetch(endpoint, { method: 'HEAD' });
  } catch (error) {
    const { cause } = error as { readonly cause?: Error };
    throw new LocalCloudError(
      `Nothing answers at --endpoint ${endpoint} (${cause?.message ?? error}). Start it first.`,
    );
  }
}
