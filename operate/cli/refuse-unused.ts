import type { Command } from 'commander';
import { OperateError } from '../operate-error';
import type { RightSizeFlags } from './right-size-options';

const SUBJECTS = { csv: '--csv', service: '--service', fleet: 'a fleet' } as const;
type SubjectKind = keyof typeof SUBJECTS;

/** What options say something of; given for anything else they would change nothing. */
const ONLY_OF: Readonly<Partial<Record<keyof RightSizeFlags, readonly SubjectKind[]>>> = {
  size: ['csv'],
  units: ['csv'],
  architecture: ['csv'],
  nodeType: ['csv', 'service'],
  sameSize: ['service', 'fleet'],
  mountPath: ['fleet'],
  region: ['service', 'fleet'],
  profile: ['service', 'fleet'],
  local: ['service', 'fleet'],
  workFolder: ['service', 'fleet'],
};

/** Refuses options that say nothing of what is to be sized. @throws OperateError for the first of them. */
export function refuseUnused(command: Command, { csv, service }: RightSizeFlags): void {
  const kind = csv !== undefined ? 'csv' : service !== undefined ? 'service' : 'fleet';
  for (const option of command.options) {
    const kinds = ONLY_OF[option.attributeName() as keyof RightSizeFlags];
    if (
      kinds !== undefined &&
      !kinds.includes(kind) &&
      command.getOptionValueSource(option.attributeName()) === 'cli'
    ) {
      const words = kinds.map((one) => SUBJECTS[one]).join(' and ');
      throw new OperateError(`${option.long} says something of ${words} alone: give that too, or leave it out`);
    }
  }
}
