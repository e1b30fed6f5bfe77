import { readSettings } from './settings';
import { startStoreServer } from './store-server';

/** Starts the store as its environment says; ends on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  const server = await startStoreServer({ ...readSettings(process.env), onFault: (error) => log('fault', error) });
  log('listening', server.port);
  const stop = () => {
    server.close().then(
      () => log('stopped', server.port),
      (error: unknown) => fail(error),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function log(event: string, detail: unknown): void {
  const text = detail instanceof Error ? (detail.stack ?? detail.message) : detail;
  console.log(JSON.stringify({ time: new Date().toISOString(), event, detail: text }));
}

function fail(error: unknown): void {
  log('failed', error);
  process.exitCode = 1;
}

main().catch(fail);
