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

  /** @throws Error when the bus refused any entry: PutEvents itself answers such a call with success. All others are sent by then. */
  async send(events: readonly { readonly type: string; readonly detail: object }[]): Promise<void> {
    let refused = 0;
    const codes = new Set<string>();
    for (let start = 0; start < events.length; start += ENTRIES_PER_CALL) {
      const answer = await this.sendBatch(events.slice(start, start + ENTRIES_PER_CALL));
      refused += answer.FailedEntryCount ?? 0;
      for (const { ErrorCode } of answer.Entries ?? []) {
        codes.add(ErrorCode ?? '');
      }
    }
    if (refused > 0) {
      const names = [...codes].filter(Boolean).join(', ');
      throw new Error(`event bus ${this.busName} refused ${refused} of ${events.length} events: ${names}`);
    }
  }

  private sendBatch(events: readonly { readonly type: string; readonly detail: object }[]) {
    return this.client.send(
      new PutEventsCommand({
        Entries: events.map((event) => ({
          EventBusName: this.busName,
          Source: EVENT_SOURCE,
          DetailType: event.type,
          Detail: JSON.stringify(event.detail),
        })),
      }),
    );
  }
}
