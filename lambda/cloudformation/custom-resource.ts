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

/**
 * Puts an answer where CloudFormation waits for it.
 * @throws Error when it was not taken; CloudFormation then waits until its time is over.
 */
export async function sendAnswer(url: string, answer: string): Promise<void> {
  // As bytes, because a text would get a content type, which the signature of the URL does not cover.
  const reply = await fetch(url, { method: 'PUT', body: Buffer.from(answer) });
  if (!reply.ok) {
    throw new Error(`CloudFormation did not take the answer: ${reply.status} ${await reply.text()}`);
  }
}
