import { setTimeout as pause } from 'node:timers/promises';
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE } from '../../core/contract/events';
import type { EventPort } from '../ports';

/**
 * Entries in one call.
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
const ENTRIES_PER_CALL = 10;

/** A bus that is throttled for a moment refuses single entries, and the SDK repeats none of a call that succeeded. */
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 100;

interface Event {
  readonly type: string;
  readonly detail: object;
}

interface RefusedEvent {
  readonly event: Event;
  readonly code: string;
}

/** Events sent to an event bus. */
export class EventBridgeEvents implements EventPort {
  constructor(
    private readonly client: EventBridgeClient,
    private readonly bus: string,
  ) {}

  /**
   * @throws Error when the bus refused any entry each time: PutEvents itself answers such a call with success. All others are sent by then.
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
   */
  async send(events: readonly Event[]): Promise<void> {
    let refused = await this.sendAll(events);
    for (let attempt = 1; refused.length > 0 && attempt < ATTEMPTS; attempt += 1) {
      await pause(FIRST_PAUSE_MS * 2 ** attempt);
      refused = await this.sendAll(refused.map(({ event }) => event));
    }
    if (refused.length > 0) {
      const names = [...new Set(refused.map(({ code }) => code))].join(', ');
      throw new Error(`event bus ${this.bus} refused ${refused.length} of ${events.length} events: ${names}`);
    }
  }

  private async sendAll(events: readonly Event[]): Promise<readonly RefusedEvent[]> {
    const refused: RefusedEvent[] = [];
    for (let start = 0; start < events.length; start += ENTRIES_PER_CALL) {
      const batch = events.slice(start, start + ENTRIES_PER_CALL);
      const { Entries = [] } = await this.sendBatch(batch);
      refused.push(
        ...batch.flatMap((event, index) => {
          const code = Entries[index]?.ErrorCode;
          return code === undefined ? [] : [{ event, code }];
        }),
      );
    }
    return refused;
  }

  private sendBatch(events: readonly Event[]) {
    return this.client.send(
      new PutEventsCommand({
        Entries: events.map((event) => ({
          EventBusName: this.bus,
          Source: EVENT_SOURCE,
          DetailType: event.type,
          Detail: JSON.stringify(event.detail),
        })),
      }),
    );
  }
}
