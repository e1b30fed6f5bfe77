import { FleetEnvironment } from './protocol';
import type { StoreServerOptions } from './store-server';

/** What the store is told by its environment, besides what every service of a fleet is told. */
const StoreEnvironment = {
  PORT: 'PORT',
  HOST: 'HOST',
  CAPACITY: 'STORE_CAPACITY_PER_SECOND',
} as const;

const DEFAULT_PORT = 7070;
const DEFAULT_AGENT_PORT = 7069;

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the settings. @throws Error that names the variable, its value and what is accepted */
export function readSettings(environment: Environment): StoreServerOptions {
  return {
    port: wholeNumber(environment, StoreEnvironment.PORT, { least: 0, most: 65_535 }) ?? DEFAULT_PORT,
    host: environment[StoreEnvironment.HOST],
    agentPort: wholeNumber(environment, FleetEnvironment.AGENT_PORT, { least: 1, most: 65_535 }) ?? DEFAULT_AGENT_PORT,
    dataFolder: environment[FleetEnvironment.DATA_FOLDER],
    capacityPerSecond: wholeNumber(environment, StoreEnvironment.CAPACITY, { least: 1, most: 10_000_000 }),
  };
}

function wholeNumber(
  environment: Environment,
  name: string,
  { least, most }: { readonly least: number; readonly most: number },
): number | undefined {
  const text = environment[name];
  if (text === undefined || text === '') {
    return undefined;
  }
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new Error(`${name} is ${JSON.stringify(text)}; set a whole number from ${least} to ${most}`);
  }
  return value;
}
