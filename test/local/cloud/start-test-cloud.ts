import type { LocalCloud } from '../../../local/cloud/cloud';
import { emulatorControl } from '../../../local/cloud/emulator/emulator-control';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../../local/cloud/start-cloud';
import { startEmulator } from '../emulator/start-emulator';

/** Returns a local cloud that is there at once, for tests of what runs in it: users start theirs by `startCloud`. */
export async function startTestCloud(): Promise<LocalCloud> {
  const emulator = await startEmulator();
  const control = emulatorControl(emulator.url);
  return {
    ...control,
    endpoint: emulator.url,
    region: LOCAL_REGION,
    account: LOCAL_ACCOUNT,
    callLogPath: emulator.callLogPath,
    close: async () => {
      control.disconnect();
      await emulator.stop();
    },
  };
}
