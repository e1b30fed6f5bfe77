import { isStale, type TimedEvent } from '../environment/is-stale';
import { PublishedMap } from './published-map';
import type { PublisherPorts, WakeUp } from './publisher-ports';
import { runPublisherTick } from './publisher-tick';

/**
 * What wakes the publisher: a tick of the schedule, or a batch of the table's stream. Nothing is read from the records.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
export interface PublisherEvent extends TimedEvent {
  readonly Records?: readonly unknown[];
}

/** Returns the function that Lambda calls for each of the publisher's events; it remembers the map between them. */
export function handlePublisherEvent(ports: PublisherPorts) {
  const published = new PublishedMap(ports.store, ports.clock);
  return async (event: PublisherEvent): Promise<void> => {
    if (isStale(event, ports.clock())) {
      ports.log.log('warn', `an event of ${event.time} came too late and is ignored`, { code: 'stale-tick' });
      return;
    }
    const wakeUp: WakeUp = event.Records === undefined ? 'schedule' : 'stream';
    await runPublisherTick(ports, published, wakeUp);
  };
}
