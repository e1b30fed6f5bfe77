import { type Duration, RemovalPolicy, type Size, SizeRoundingBehavior, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type Fault, FleetConstructError, renderFault } from './fleet-construct-error';

/** Inclusive bounds of a number. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
}

/**
 * Collects every fault of one construct's properties, so that a user mends them in one go.
 *
 * Values that are only known at deployment (tokens) pass: they cannot be judged at synth.
 */
export class PropertyChecks {
  private readonly faults: Fault[] = [];

  constructor(private readonly construct: IConstruct) {}

  /** Records a whole number outside `range`, or a number that is not whole. */
  integer(name: string, value: number | undefined, range: NumberRange): this {
    if (value === undefined || Token.isUnresolved(value)) {
      return this;
    }
    return this.expect(Number.isInteger(value) && isWithin(value, range), {
      code: 'NumberOutOfRange',
      given: `${name} is ${value}`,
      accepted: `a whole number from ${range.min} to ${range.max}`,
      fix: `set ${name} within that range`,
    });
  }

  /** Records a number that is not above 0; `fix` says what to set. */
  positive(name: string, value: number | undefined, fix: string): this {
    if (value === undefined || Token.isUnresolved(value)) {
      return this;
    }
    return this.expect(Number.isFinite(value) && value > 0, {
      code: 'NumberOutOfRange',
      given: `${name} is ${value}`,
      accepted: 'a number above 0',
      fix,
    });
  }

  /** Records two whole numbers of which the lower is above the upper. */
  ordered(lowName: string, low: number | undefined, highName: string, high: number | undefined): this {
    if (low === undefined || high === undefined || Token.isUnresolved(low) || Token.isUnresolved(high)) {
      return this;
    }
    return this.expect(low <= high, {
      code: 'BoundsReversed',
      given: `${lowName} is ${low} and ${highName} is ${high}`,
      accepted: `${lowName} at most ${highName}`,
      fix: `lower ${lowName} or raise ${highName}`,
    });
  }

  /** Records a duration outside `rangeSeconds` or finer than a second. */
  duration(name: string, value: Duration | undefined, rangeSeconds: NumberRange): this {
    if (value === undefined || value.isUnresolved()) {
      return this.convertible(name, () => value?.toSeconds(), 'Duration.seconds()');
    }
    const seconds = value.toSeconds({ integral: false });
    return this.expect(Number.isInteger(seconds) && isWithin(seconds, rangeSeconds), {
      code: 'DurationOutOfRange',
      given: `${name} is ${seconds} s`,
      accepted: `whole seconds from ${rangeSeconds.min} to ${rangeSeconds.max}`,
      fix: `set ${name} within that range, e.g. Duration.seconds(${rangeSeconds.min})`,
    });
  }

  /** Records a duration outside `rangeDays` or finer than a day. */
  days(name: string, value: Duration | undefined, rangeDays: NumberRange): this {
    if (value === undefined || value.isUnresolved()) {
      return this.convertible(name, () => value?.toDays(), 'Duration.days()');
    }
    const days = value.toDays({ integral: false });
    return this.expect(Number.isInteger(days) && isWithin(days, rangeDays), {
      code: 'DurationOutOfRange',
      given: `${name} is ${days} days`,
      accepted: `whole days from ${rangeDays.min} to ${rangeDays.max}`,
      fix: `set ${name} within that range, e.g. Duration.days(${rangeDays.min})`,
    });
  }

  /** Records a size outside `rangeGibibytes` or finer than a gibibyte. */
  size(name: string, value: Size | undefined, rangeGibibytes: NumberRange): this {
    if (value === undefined || value.isUnresolved()) {
      return this.convertible(name, () => value?.toGibibytes(), 'Size.gibibytes()');
    }
    const gibibytes = value.toGibibytes({ rounding: SizeRoundingBehavior.NONE });
    return this.expect(Number.isInteger(gibibytes) && isWithin(gibibytes, rangeGibibytes), {
      code: 'SizeOutOfRange',
      given: `${name} is ${gibibytes} GiB`,
      accepted: `whole gibibytes from ${rangeGibibytes.min} to ${rangeGibibytes.max}`,
      fix: `set ${name} within that range, e.g. Size.gibibytes(${rangeGibibytes.min})`,
    });
  }

  /** Records a token in another unit than `unit`: CDK can convert none, and its own words name no property. */
  convertible(name: string, convert: () => unknown, unit: string): this {
    return this.expect(isConvertible(convert), {
      code: 'UnitOfToken',
      given: `${name} is only known at deployment, and in another unit`,
      accepted: `${unit} of such a value, since it cannot be converted at synth`,
      fix: `give ${name} as ${unit}, or a value known at synth`,
    });
  }

  /** Records a text that does not match `pattern`. */
  text(name: string, value: string | undefined, pattern: RegExp, accepted: string): this {
    if (value === undefined || Token.isUnresolved(value)) {
      return this;
    }
    return this.expect(pattern.test(value), {
      code: 'TextNotAccepted',
      given: `${name} is '${value}'`,
      accepted,
      fix: `change ${name} accordingly`,
    });
  }

  /**
   * Records SNAPSHOT for tables and buckets, of which there are none: CloudFormation takes it for DESTROY.
   * @see https://github.com/aws/aws-cdk/pull/20668
   */
  removal(name: string, value: RemovalPolicy | undefined): this {
    return this.expect(value !== RemovalPolicy.SNAPSHOT, {
      code: 'NoSnapshots',
      given: `${name} is RemovalPolicy.SNAPSHOT`,
      accepted: 'RETAIN, RETAIN_ON_UPDATE_OR_DELETE or DESTROY, since there are no snapshots of tables and buckets',
      fix: `set ${name} to RemovalPolicy.RETAIN`,
    });
  }

  /** Records `fault` unless `holds`. */
  expect(holds: boolean, fault: Fault): this {
    if (!holds) {
      this.faults.push(fault);
    }
    return this;
  }

  /**
   * Ends the checks.
   *
   * @throws FleetConstructError with every fault recorded so far, if there is any.
   */
  throwIfAny(): void {
    const [first] = this.faults;
    if (first !== undefined) {
      throw new FleetConstructError(this.construct, first.code, this.faults.map(renderFault));
    }
  }
}

function isConvertible(convert: () => unknown): boolean {
  try {
    convert();
    return true;
  } catch {
    return false;
  }
}

function isWithin(value: number, range: NumberRange): boolean {
  return value >= range.min && value <= range.max;
}
