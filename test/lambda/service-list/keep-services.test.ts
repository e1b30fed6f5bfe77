import { describe, expect, it } from 'vitest';
import type { CustomResourceRequest, Verdict } from '../../../lambda/cloudformation/custom-resource';
import { keepServices } from '../../../lambda/service-list/keep-services';
import { serviceOf } from '../service-scaler/scaler-world';

type Listed = readonly { readonly resourceId: string; readonly json: string }[];

/** Asks for services to be kept and returns what was answered and written. */
async function ask(RequestType: CustomResourceRequest['RequestType'], Services: unknown, fault?: Error) {
  const answers: Verdict[] = [];
  const written: Listed[] = [];
  const handler = keepServices({
    list: {
      replace: async (services) => {
        if (fault) throw fault;
        written.push(services);
      },
    },
    answer: async (_request, verdict) => void answers.push(verdict),
  });
  const ids = { StackId: 's', RequestId: 'r', LogicalResourceId: 'l', ResponseURL: 'u' };
  await handler({ RequestType, ...ids, ResourceProperties: { Services } });
  return { answers, written };
}

const API = JSON.stringify(serviceOf());
const reasonOf = ([verdict]: readonly Verdict[]) => (verdict?.status === 'FAILED' ? verdict.reason : 'none');

describe('keepServices', () => {
  it.each(['Create', 'Update'] as const)('writes the services of a %s', async (kind) => {
    const { answers, written } = await ask(kind, [API]);
    expect(answers).toEqual([{ status: 'SUCCESS' }]);
    expect(written).toEqual([[{ resourceId: 'service/cluster/api', json: API }]]);
  });

  it('writes nothing when the stack goes', async () => {
    expect(await ask('Delete', undefined)).toEqual({ answers: [{ status: 'SUCCESS' }], written: [] });
  });

  it('fails a deployment with a faulty service, and names the fault', async () => {
    const { answers, written } = await ask('Update', [API, '{"resourceId":"service/c/s"}', API]);
    expect(reasonOf(answers)).toContain('services[1]: actuator is missing');
    expect(reasonOf(answers)).toContain('services[2]: service/cluster/api is there twice');
    expect(written).toEqual([]);
  });

  it('fails a deployment without a list or with too long a one, in an answer that CloudFormation takes', async () => {
    expect(reasonOf((await ask('Create', undefined)).answers)).toContain('not a list');
    expect(reasonOf((await ask('Create', Array(201).fill(API))).answers)).toContain('at most 200');
    expect(reasonOf((await ask('Create', Array(200).fill('{}'))).answers).length).toBeLessThanOrEqual(2000);
  });

  it('answers also when the table cannot be written', async () => {
    expect(reasonOf((await ask('Create', [API], new Error('throttled'))).answers)).toContain('Error: throttled');
  });
});
