import type { CfnResource } from 'aws-cdk-lib';
import type { IValidation } from 'constructs';
import { HOMES_PREFIX } from '../../core/contract/object-keys';
import { renderResource } from '../synth/rendered-resource';
import { type Fault, renderFault } from '../validation/fleet-construct-error';

interface RenderedTransition {
  readonly StorageClass?: unknown;
}

/** A lifecycle rule as it stands in the template; it names its prefix in one of three places. */
interface RenderedRule {
  readonly Id?: string;
  readonly Status?: string;
  readonly Prefix?: unknown;
  readonly Filter?: { readonly Prefix?: unknown; readonly And?: { readonly Prefix?: unknown } };
  readonly TagFilters?: unknown;
  readonly Transition?: RenderedTransition;
  readonly Transitions?: readonly RenderedTransition[];
  readonly NoncurrentVersionTransition?: RenderedTransition;
  readonly NoncurrentVersionTransitions?: readonly RenderedTransition[];
  readonly ExpirationInDays?: unknown;
  readonly ExpirationDate?: unknown;
}

interface LifecycleConfiguration {
  readonly Rules?: RenderedRule[];
}

/** How the bucket archives what lies in Intelligent-Tiering and is not read. */
interface RenderedTiering {
  readonly Id?: string;
  readonly Status?: string;
  readonly Prefix?: unknown;
  readonly TagFilters?: unknown;
}

/** Classes whose objects must be restored, within minutes to days, before they can be read. */
const SLOW_CLASSES = ['GLACIER', 'DEEP_ARCHIVE'];

/**
 * Refuses, at synth, every lifecycle rule that would take homes away by age: rules count age, not use, so a shard that
 * is served but seldom written would become unreadable or vanish. Old versions count, too: a restore of a shard reads their manifests,
 * and undeletes their objects. Likewise every tier of Intelligent-Tiering that archives homes which a rule has moved there.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/intelligent-tiering-overview.html
 */
export class HomesGuard implements IValidation {
  constructor(private readonly bucket: CfnResource) {}

  public validate(): string[] {
    const rules = this.rules().filter((rule) => rule.Status !== 'Disabled' && coversHomes(rule));
    const archiving = rules.some(movesToTiering) ? this.tierings().filter(archivesHomes) : [];
    return [...rules.flatMap(refuseRule), ...archiving.map(refuseTiering)].map(renderFault);
  }

  private tierings(): readonly RenderedTiering[] {
    const tierings = renderResource(this.bucket).Properties?.IntelligentTieringConfigurations;
    return (tierings as readonly RenderedTiering[] | undefined) ?? [];
  }

  private rules(): RenderedRule[] {
    const lifecycle = renderResource(this.bucket).Properties?.LifecycleConfiguration as
      | LifecycleConfiguration
      | undefined;
    return lifecycle?.Rules ?? [];
  }
}

function coversHomes(rule: RenderedRule): boolean {
  const prefix = rule.Prefix ?? rule.Filter?.Prefix ?? rule.Filter?.And?.Prefix ?? '';
  return isOfHomes(prefix) && !hasTags(rule.TagFilters);
}

/** What asks for tags covers no home, which has none. */
function hasTags(filters: unknown): boolean {
  return Array.isArray(filters) && filters.length > 0;
}

function isOfHomes(prefix: unknown): boolean {
  return typeof prefix === 'string' && (prefix.startsWith(HOMES_PREFIX) || HOMES_PREFIX.startsWith(prefix));
}

function transitionsOf(rule: RenderedRule): readonly RenderedTransition[] {
  return [...(rule.Transitions ?? []), ...(rule.Transition ? [rule.Transition] : [])];
}

function noncurrentTransitionsOf(rule: RenderedRule): readonly RenderedTransition[] {
  const { NoncurrentVersionTransitions = [], NoncurrentVersionTransition: single } = rule;
  return [...NoncurrentVersionTransitions, ...(single ? [single] : [])];
}

function movesToTiering(rule: RenderedRule): boolean {
  const transitions = [...transitionsOf(rule), ...noncurrentTransitionsOf(rule)];
  return transitions.some(({ StorageClass }) => StorageClass === 'INTELLIGENT_TIERING');
}

function archivesHomes({ Status, Prefix = '', TagFilters }: RenderedTiering): boolean {
  return Status !== 'Disabled' && isOfHomes(Prefix) && !hasTags(TagFilters);
}

function refuseTiering({ Id }: RenderedTiering): Fault {
  return {
    code: 'HomesLeaveMillisecondClasses',
    given: `Intelligent-Tiering configuration '${Id}' archives homes that are not read, and a lifecycle rule moves homes there`,
    accepted: `tiers that answer within milliseconds for what lies under '${HOMES_PREFIX}'`,
    fix: 'give the configuration another prefix',
  };
}

function isSlow({ StorageClass }: RenderedTransition): boolean {
  return SLOW_CLASSES.includes(String(StorageClass));
}

function refuseRule(rule: RenderedRule): Fault[] {
  const moves = [
    ...transitionsOf(rule)
      .filter(isSlow)
      .map(({ StorageClass }) => `homes to ${StorageClass} by age`),
    ...noncurrentTransitionsOf(rule)
      .filter(isSlow)
      .map(({ StorageClass }) => `old versions of homes to ${StorageClass}`),
  ];
  const faults = moves.map((move) => ({
    code: 'HomesLeaveMillisecondClasses',
    given: `lifecycle rule '${rule.Id}' moves ${move}`,
    accepted: `classes that answer within milliseconds for what lies under '${HOMES_PREFIX}'`,
    fix: 'give the rule another prefix, or archive shards by an explicit decision',
  }));
  if (rule.ExpirationInDays === undefined && rule.ExpirationDate === undefined) {
    return faults;
  }
  const expiry: Fault = {
    code: 'HomesExpire',
    given: `lifecycle rule '${rule.Id}' deletes homes by age`,
    accepted: `no expiry for what lies under '${HOMES_PREFIX}'`,
    fix: 'give the rule another prefix',
  };
  return [...faults, expiry];
}
