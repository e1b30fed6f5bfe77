import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/** Runs deployed functions. */
export interface FunctionPort {
  /** Waits for the function's end; the failure is what its error said, absent when it succeeded. */
  invoke(functionName: string, payload: string): Promise<{ readonly failure?: string }>;
}

/** Returns the functions deployed in the local cloud. */
export function deployedFunctions(client: LambdaClient): FunctionPort {
  return {
    invoke: async (functionName, payload) => {
      const reply = await client.send(new InvokeCommand({ FunctionName: functionName, Payload: payload }));
      return reply.FunctionError ? { failure: errorMessage(reply.Payload?.transformToString() ?? '') } : {};
    },
  };
}

/** The message in a failed function's answer, or the whole answer when it has none. */
export function errorMessage(text: string): string {
  try {
    const answer = JSON.parse(text) as { readonly errorType?: string; readonly errorMessage?: string } | null;
    return answer?.errorMessage ? [answer.errorType, answer.errorMessage].filter(Boolean).join(': ') : text;
  } catch {
    return text;
  }
}
