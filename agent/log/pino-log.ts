import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from 'pino';

/**
 * Returns a log of JSON lines, each with the given fields. Lines are written before the call returns, so none is lost when
 * the process ends.
 * @param stream @default standard output
 */
export function pinoLog(fields: object, stream: DestinationStream = destination({ dest: 1, sync: true })): Logger {
  return pino(
    {
      base: fields,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );
}
