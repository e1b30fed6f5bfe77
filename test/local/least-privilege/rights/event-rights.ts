import { list, type RightsOfCall } from './right';

/**
 * Rights by operation on EventBridge.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html
 */
export const EVENT_RIGHTS: Readonly<Record<string, RightsOfCall>> = {
  PutEvents: (call, { region, account }) => {
    const buses = call.params?.EventBusNames === undefined ? ['default'] : list(call, 'EventBusNames');
    return buses.map((bus) => ({
      action: 'events:PutEvents',
      resource: bus.startsWith('arn:') ? bus : `arn:aws:events:${region}:${account}:event-bus/${bus}`,
      context: {},
    }));
  },
};
