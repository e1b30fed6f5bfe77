import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { RebalancerAnswer } from '../../core/contract/events';

/** What came of a call of a function. */
export interface FunctionAnswer extends RebalancerAnswer {
  /** What its error said, absent when it succeeded. */
  readonly failure?: string;
}

/** Runs deployed functions. */
export interface FunctionPort {
  /** Waits for the function's end. */
  invoke(functionName: string, payload: string): Promise<FunctionAnswer>;
}

/** Returns the functions deployed in the local cloud. */
export function deployedFunctions(client: LambdaClient): FunctionPort {
  return {
    invoke: async (functionName, payload) => {
      const reply = await client.send(new InvokeCommand({ FunctionName: functionName, Payload: payload }));
      const text = reply.Payload?.transformToString() ?? '';
      return reply.FunctionError ? { failure: errorMessage(text) } : lookAgain(text);
    },
  };
}

/** The part of a function's answer that a driver heeds; most answer nothing. */
function lookAgain(text: string): RebalancerAnswer {
  const { lookAgainAtMs } = (JSON.parse(text || 'null') ?? {}) as RebalancerAnswer;
  return typeof lookAgainAtMs === 'number' ? { lookAgainAtMs } : {};
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
