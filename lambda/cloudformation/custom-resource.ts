import { setTimeout as pause } from 'node:timers/promises';

/**
 * What CloudFormation asks of a custom resource.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
 */
export interface CustomResourceRequest {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  /** Where the answer is to be put. */
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  /** Absent when the resource is created. */
  readonly PhysicalResourceId?: string;
}

/** Whether CloudFormation may go on; `id` is that of a resource that is created. @default - its logical id */
export type Verdict =
  | { readonly status: 'SUCCESS'; readonly id?: string }
  | { readonly status: 'FAILED'; readonly reason: string };

/**
 * Returns the answer to a request as the text that CloudFormation takes.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
export function renderAnswer(request: CustomResourceRequest, verdict: Verdict): string {
  const id = (verdict.status === 'SUCCESS' ? verdict.id : undefined) ?? request.LogicalResourceId;
  return JSON.stringify({
    Status: verdict.status,
    ...(verdict.status === 'FAILED' ? { Reason: verdict.reason } : {}),
    // It never changes: a new id would have CloudFormation delete the old resource, which a guard refuses and a list does not expect.
    PhysicalResourceId: request.PhysicalResourceId ?? id,
    StackId: request.StackId,
    RequestId: request.RequestId,
    LogicalResourceId: request.LogicalResourceId,
  });
}

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 100;
const LONGEST_PUT_MS = 5000;

/**
 * Puts an answer where CloudFormation waits for it, which is S3. Nobody else repeats what fails in passing: neither Lambda, which
 * calls these functions once, nor CloudFormation, which rolls the deployment back once its time is over.
 * @throws Error when it was not taken.
 */
export async function sendAnswer(url: string, answer: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await put(url, answer);
    } catch (error) {
      if (attempt === ATTEMPTS) {
        throw error;
      }
      await pause(FIRST_PAUSE_MS * 2 ** attempt);
    }
  }
}

async function put(url: string, answer: string): Promise<void> {
  // As bytes, because a text would get a content type, which the signature of the URL does not cover.
  const body = Buffer.from(answer);
  const reply = await fetch(url, { method: 'PUT', body, signal: AbortSignal.timeout(LONGEST_PUT_MS) });
  if (!reply.ok) {
    throw new Error(`CloudFormation did not take the answer: ${reply.status} ${await reply.text()}`);
  }
}
