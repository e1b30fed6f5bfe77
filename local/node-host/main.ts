import { HOST_SETTINGS, type HostReply, type HostRequest, type HostSettings } from './messages';
import { NodeHost } from './node-host';

/** Plays one node for the driver that has started this process, until that goes away. */
async function main(): Promise<void> {
  process.on('disconnect', () => process.exit(0));
  const settings = JSON.parse(process.env[HOST_SETTINGS] ?? '') as HostSettings;
  const host = NodeHost.create(settings);
  process.on('message', (message) => {
    const request = message as HostRequest;
    host
      .then((node) => node.handle(request))
      .then(
        (state) => answer({ id: request.id, state }),
        (error: unknown) => answer({ id: request.id, error: error instanceof Error ? describe(error) : String(error) }),
      );
  });
  await host;
}

function answer(reply: HostReply): void {
  process.send?.(reply);
}

function describe(error: Error): string {
  return error.stack ?? error.message;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? describe(error) : String(error)}\n`);
  process.exit(1);
});
