import path from 'node:path';
import { Command } from 'commander';
import { DEFAULT_PRICES } from '../../core/right-size/default-prices';
import { parsePrices } from '../../core/right-size/parse-prices';
import type { Prices } from '../../core/right-size/prices';
import { SIZING_DEFAULTS } from '../../core/right-size/sizing-rule';
import { readText } from '../../input/read-text';
import type { OpenRightSize } from '../adapters/open-right-size';
import { OperateError } from '../operate-error';
import type { Report } from '../report';
import { readFileUse } from '../right-size/read-file';
import { readFleet } from '../right-size/read-fleet';
import { readService } from '../right-size/read-service';
import { rollOutSize } from '../right-size/roll-out-size';
import { reportSizing, type SizingWish } from '../right-size/sizing-report';
import type { FleetChoice, Host } from './host';
import { refuseUnused } from './refuse-unused';
import { type RightSizeFlags, type ServiceName, withRightSizeOptions } from './right-size-options';
import { printOutcome } from './run-command';

/** What the command needs of the program that it is part of. */
export interface RightSizeHost extends Host {
  openRightSize(choice: FleetChoice): Promise<OpenRightSize>;
}

/** Returns the command `right-size`, which recommends another size of task or machine from past use. */
export function rightSizeCommand(host: RightSizeHost): Command {
  const command = new Command('right-size').description(
    "recommend another size for an ECS service's tasks or a fleet's nodes, from days of their use",
  );
  return withRightSizeOptions(command).action((flags: RightSizeFlags) =>
    printOutcome(host, flags, () => {
      refuseUnused(command, flags);
      return rightSize(host, flags);
    }),
  );
}

async function rightSize(host: RightSizeHost, flags: RightSizeFlags): Promise<Report> {
  const { quantile, leastDays, leastSaving, leastUnits } = flags;
  const prices = await readPrices(flags.prices);
  const rule = { ...SIZING_DEFAULTS, quantile, leastDays, leastSaving };
  const wish: SizingWish = { rule, leastUnits, prices };
  if (flags.csv !== undefined) {
    return sizeFile(flags.csv, flags, wish);
  }
  if (flags.rollOut && flags.service === undefined) {
    throw new OperateError(
      'only a service is rolled out here: name it with --service; for a fleet deploy, then fleet roll',
    );
  }
  if (flags.yes && !flags.rollOut) {
    throw new OperateError('--yes rolls nothing out by itself: give --roll-out too, or leave it out');
  }
  const open = await host.openRightSize(flags);
  try {
    return flags.service === undefined
      ? await sizeFleet(host, open, flags, wish)
      : await sizeService(flags.service, open, flags, wish);
  } finally {
    open.close();
  }
}

async function sizeFile(file: string, flags: RightSizeFlags, wish: SizingWish): Promise<Report> {
  if (flags.size === undefined) {
    throw new OperateError('say what was used: give --size, e.g. 1024/2048 for a task or i4i.xlarge for a node');
  }
  const text = await readText('the use', file, OperateError);
  const { size, units, architecture, nodeType, days } = flags;
  const name = path.basename(file);
  return reportSizing(
    readFileUse({ name, text, size, units, architecture, nodeType, days, prices: wish.prices }),
    wish,
  );
}

async function sizeService(
  name: ServiceName,
  { ports }: OpenRightSize,
  { days, sameSize, nodeType, rollOut, yes }: RightSizeFlags,
  wish: SizingWish,
): Promise<Report> {
  const { service, subject } = await readService(ports, { ...name, days, sameSize, nodeType, prices: wish.prices });
  const report = reportSizing(subject, wish);
  return rollOut ? rollOutSize(ports.tasks, { service, report, yes }) : report;
}

async function sizeFleet(
  host: RightSizeHost,
  { ports }: OpenRightSize,
  flags: RightSizeFlags,
  wish: SizingWish,
): Promise<Report> {
  const fleet = await host.open(flags);
  try {
    const { name, groupName } = fleet.address;
    const { days, sameSize, mountPath } = flags;
    return reportSizing(
      await readFleet(ports, { name, groupName, days, sameSize, mountPath, prices: wish.prices }),
      wish,
    );
  } finally {
    fleet.close();
  }
}

async function readPrices(file: string | undefined): Promise<Prices> {
  if (file === undefined) {
    return DEFAULT_PRICES;
  }
  const parsed = parsePrices(await readText('the prices', file, OperateError));
  if ('faults' in parsed) {
    throw new OperateError([`the prices in ${file} cannot be used:`, ...parsed.faults].join('\n  '));
  }
  return parsed.prices;
}
