import { MetadataError, type MetadataOptions, MetadataSession } from './metadata-session';

/** What an instance knows of itself. */
export interface InstanceIdentity {
  readonly instanceId: string;
  /** Name of the zone, e.g. `eu-central-1a`. */
  readonly zone: string;
  readonly region: string;
  readonly instanceType: string;
  readonly privateAddress: string;
}

/** AWS will take the Spot instance away. */
export interface SpotNotice {
  readonly action: 'stop' | 'terminate' | 'hibernate';
  /** As AWS writes it: UTC in ISO 8601, about two minutes ahead. */
  readonly time: string;
}

/** What the agent asks of its instance's metadata. */
export class MetadataClient {
  private readonly session: MetadataSession;

  constructor(options: MetadataOptions) {
    this.session = new MetadataSession(options);
  }

  /** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-identity-documents.html */
  async identity(): Promise<InstanceIdentity> {
    const fields = await this.document('dynamic/instance-identity/document');
    return {
      instanceId: text(fields, 'instanceId'),
      zone: text(fields, 'availabilityZone'),
      region: text(fields, 'region'),
      instanceType: text(fields, 'instanceType'),
      privateAddress: text(fields, 'privateIp'),
    };
  }

  /**
   * The Spot interruption notice, given two minutes before; `undefined` while there is none.
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
   */
  async spotAction(): Promise<SpotNotice | undefined> {
    const fields = await this.optionalDocument('meta-data/spot/instance-action');
    if (fields === undefined) {
      return undefined;
    }
    const action = text(fields, 'action');
    if (action !== 'stop' && action !== 'terminate' && action !== 'hibernate') {
      throw new MetadataError(`the Spot notice's action is ${action}; expected stop, terminate or hibernate`);
    }
    return { action, time: text(fields, 'time') };
  }

  /**
   * When AWS recommended to leave this Spot instance, which may precede the notice or come with it; `undefined` while it
   * did not.
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/rebalance-recommendations.html
   */
  async rebalanceRecommendation(): Promise<string | undefined> {
    const fields = await this.optionalDocument('meta-data/events/recommendations/rebalance');
    return fields && text(fields, 'noticeTime');
  }

  /** `spot`, `on-demand` and the like. @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-metadata.html */
  async instanceLifeCycle(): Promise<string | undefined> {
    return this.session.get('meta-data/instance-life-cycle');
  }

  private async document(path: string): Promise<Fields> {
    const fields = await this.optionalDocument(path);
    if (fields === undefined) {
      throw new MetadataError(`${this.session.endpoint} has no ${path}`);
    }
    return fields;
  }

  private async optionalDocument(path: string): Promise<Fields | undefined> {
    const json = await this.session.get(path);
    return json === undefined ? undefined : parseFields(path, json);
  }
}

type Fields = Readonly<Record<string, unknown>>;

function parseFields(path: string, json: string): Fields {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null) {
      return value as Fields;
    }
  } catch (error) {
    throw new MetadataError(`${path} is no JSON: ${json.slice(0, 80)}`, { cause: error });
  }
  throw new MetadataError(`${path} is ${json.slice(0, 80)}; expected a JSON object`);
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') {
    throw new MetadataError(`the metadata's ${name} is ${JSON.stringify(value)}; expected a text`);
  }
  return value;
}
