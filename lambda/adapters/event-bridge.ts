import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE } from '../../core/contract';
import type { EventPort } from '../ports';

/**
 * Entries in one call.
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
const ENTRIES_PER_CALL = 10;

/** Events sent to an event bus. */
export class EventBridgeEvents implements EventPort {
  constructor(
    private readonly client: EventBridgeClient,
    private readonly busName: string,
  ) {}

  async send(events: readonly { readonly type: string; readonly detail: object }[]): Promise<void> {
    for (let start = 0; start < events.length; start += ENTRIES_PER_CALL) {
      await this.sendBatch(events.slice(start, start + ENTRIES_PER_CALL));
    }
  }

  /** @throws Error when the bus refused any entry: PutEvents itself answers such a call with success. */
  private async sendBatch(events: readonly { readonly type: string; readonly detail: object }[]): Promise<void> {
    const answer = await this.client.send(
      new PutEventsCommand({
        Entries: events.map((event) => ({
          EventBusName: this.busName,
          Source: EVENT_SOURCE,
          DetailType: event.type,
          Detail: JSON.stringify(event.detail),
        })),
      }),
    );
    if (answer.FailedEntryCount) {
      const codes = (answer.Entries ?? []).flatMap((entry) => entry.ErrorCode ?? []);
      throw new Error(
        `event bus ${this.busName} refused ${answer.FailedEntryCount} of ${events.length} events: ${codes.join(', ')}`,
      );
    }
  }
}
