import { Names } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ScalerEnvironment } from '../../core/contract/environment';
import { EVENT_SOURCE, SERVICE_DECISION_EVENT } from '../../core/contract/events';
import { SCALER_DIMENSION } from '../../core/contract/metrics';
import type { ScaledService } from '../../core/contract/scaled-service';
import { movesCeiling } from '../../core/service-scaling/decide-service';
import { MOST_SERVICES } from '../../core/service-scaling/service-table';
import { decisionBus, ruleOnBus } from '../handler/decision-bus';
import { FleetFunction } from '../handler/fleet-function';
import { grantFind } from '../handler/grant-find';
import { ownMetric } from '../handler/own-metric';
import { grantOnServices } from '../service-scaling/bounds-grant';
import type { ServiceScaling } from '../service-scaling/service-scaling';
import { PropertyChecks } from '../validation/property-checks';
import { listServices } from './list-services';
import { renderService } from './render-service';
import { grantWork } from './scaler-rights';
import { ServiceScalerAlarms } from './service-scaler-alarms';
import type { ScaledServiceProps, ServiceScalerProps } from './service-scaler-props';
import { ServiceTable } from './service-table';
import { tickEachMinute } from './tick-each-minute';

/**
 * Decides each minute how many units ECS services are to have, by the same code that `elastic-fleet simulate` replays. It needs no
 * fleet: any service with a `ServiceScaling` will do. Up to 200 services share one scaler.
 *
 * What it decides is the floor under target tracking, or the number of tasks itself, see `ScalerActuator`. It leaves alone what somebody
 * suspended, and asks for no more while AWS has no capacity.
 *
 * The services are items in a table of its own, which the deployment writes by a custom resource: an environment holds 4 KB, which is six
 * services, a parameter of Systems Manager 4 KB, and a file in an asset no names that only the deployment knows.
 *
 * @throws FleetConstructError with every fault of the properties.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export class ServiceScaler extends Construct {
  public readonly scalerName: string;
  /** Services, what is remembered of them, and the history of decisions. */
  public readonly table: dynamodb.Table;
  public readonly eventBus: events.IEventBus;
  /** Decides; woken each minute. */
  public readonly scaler: FleetFunction;
  /** Writes the services into the table; called by CloudFormation. */
  public readonly serviceList: FleetFunction;
  public readonly tick: events.Rule;
  /** The default alarms; undefined if they were declined. */
  public readonly alarms?: ServiceScalerAlarms;
  private readonly services: ScaledService[] = [];
  private readonly observeOnly: boolean;

  constructor(scope: Construct, id: string, props: ServiceScalerProps = {}) {
    super(scope, id);
    new PropertyChecks(this)
      .text('scalerName', props.scalerName, /^[A-Za-z0-9-]{1,48}$/, '1 to 48 letters, digits and hyphens')
      .throwIfAny();
    this.observeOnly = props.observeOnly ?? false;
    this.scalerName = props.scalerName ?? Names.uniqueResourceName(this, { maxLength: 48, separator: '-' });
    this.eventBus = decisionBus(this, props.eventBus);
    const services = new ServiceTable(this, 'Services', props.encryptionKey);
    this.table = services.table;
    this.scaler = this.createFunction('Scaler', 'service-scaler', 'decides how many units services have', props);
    this.serviceList = this.createFunction('ServiceList', 'service-list', 'writes services into the table', props);
    grantWork(this.scaler, services, this.eventBus);
    listServices(this, this.serviceList, services, () => this.services);
    this.tick = tickEachMinute(this, this.scaler);
    if (props.defaultAlarms ?? true) {
      this.alarms = new ServiceScalerAlarms(this, 'Alarms', {
        scalerName: this.scalerName,
        scaler: this.scaler,
        topic: props.alarmTopic,
      });
    }
    this.node.addValidation({ validate: () => this.refuseCount() });
  }

  /**
   * Adds a service. It may be of another stack than the scaler, of the same account and region. Where the scaler only observes, or the policy
   * is manual, the service stays whoever's it is.
   *
   * @throws FleetConstructError with every fault, or if a scaler was given the service already.
   */
  public addService(props: ScaledServiceProps): void {
    const service = renderService(this, props);
    this.refuseTwice(service, props.scaling);
    const [, clusterName = ''] = service.resourceId.split('/');
    grantOnServices(this, this.scaler.function, clusterName, ['ecs:DescribeServices']);
    if (!this.observeOnly && service.policy.mode === 'automatic') {
      props.scaling._registerOwner(service.actuator, movesCeiling(service.policy));
      props.scaling.grantMoveBounds(this.scaler.function);
    }
    this.services.push(service);
  }

  /** Grants reading services, states and the history of decisions, as `elastic-fleet service` does. */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    const read = this.table.grant(grantee, 'dynamodb:GetItem', 'dynamodb:Query').combine(grantFind(grantee));
    const { encryptionKey } = this.table;
    return encryptionKey ? read.combine(encryptionKey.grantDecrypt(grantee)) : read;
  }

  /** Returns one of the scaler's own metrics by name; see docs/metrics.md. One-minute maximum unless overridden. */
  public metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return ownMetric({ [SCALER_DIMENSION]: this.scalerName }, metricName, options);
  }

  /** Runs a target at every decision that changes something or whose reason is new. */
  public onDecision(id: string, options: events.OnEventOptions = {}): events.Rule {
    const rule = ruleOnBus(this, id, this.eventBus, options);
    const detail = { scaler: [this.scalerName] };
    rule.addEventPattern({ source: [EVENT_SOURCE], detailType: [SERVICE_DECISION_EVENT], detail });
    rule.addEventPattern(options.eventPattern);
    rule.addTarget(options.target);
    return rule;
  }

  private createFunction(id: string, handler: string, what: string, props: ServiceScalerProps): FleetFunction {
    return new FleetFunction(this, id, {
      handler,
      description: `Service scaler ${this.scalerName}: ${what}`,
      environment: {
        [ScalerEnvironment.SCALER_NAME]: this.scalerName,
        [ScalerEnvironment.TABLE_NAME]: this.table.tableName,
        [ScalerEnvironment.EVENT_BUS_ARN]: this.eventBus.eventBusArn,
        [ScalerEnvironment.MODE]: this.observeOnly ? 'observe' : 'act',
      },
      logRetention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
      encryptionKey: props.encryptionKey,
    });
  }

  private refuseTwice({ resourceId }: ScaledService, scaling: ServiceScaling): void {
    new PropertyChecks(this)
      .expect(!this.services.some((service) => service.resourceId === resourceId), {
        code: 'SecondOwner',
        given: `the service of '${scaling.node.path}' was added before`,
        accepted: 'each service once',
        fix: 'remove one of the two',
      })
      .throwIfAny();
  }

  private refuseCount(): string[] {
    const { length } = this.services;
    return length > 0 && length <= MOST_SERVICES
      ? []
      : [
          `[ServiceCount] there are ${length} services. Accepted: 1 to ${MOST_SERVICES}. Fix: call addService, or split them.`,
        ];
  }
}
