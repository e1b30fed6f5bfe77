import type { AgentLog } from '../../agent/log/agent-log';

/** Returns a log that writes the agent's lines as JSON, as the agent's own does. */
export function lineLog(output: NodeJS.WritableStream): AgentLog {
  const write = (level: string) => (fields: object, message: string) => {
    output.write(`${JSON.stringify({ level, ...fields, msg: message })}\n`);
  };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}
