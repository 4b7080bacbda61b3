import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

/** The one account and region of the local cloud. Deliberately not a real account id. */
export const ACCOUNT = '000000000000';
export const REGION = 'eu-central-1';

/** Who calls: the person at the keyboard (may do everything), or a role of the template (may do what its policies say). */
export type Caller = { readonly kind: 'operator' } | { readonly kind: 'role'; readonly name: string };

/** One AWS call, authenticated by its signature, as the front door hands it to a service. */
export interface Call {
  /** Operation of the JSON and query protocols (`X-Amz-Target`, `Action`), empty for REST protocols. */
  readonly operation: string;
  readonly method: string;
  /** Path as sent, still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly caller: Caller;
  /** The body, to be consumed once: either as a stream (large uploads) or whole, by `bytes` or `json`. `bytes` may be called again. */
  readonly stream: Readable;
  bytes(): Promise<Buffer>;
  json(): Promise<Record<string, unknown>>;
}

export interface Reply {
  /** @default 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | Readable;
}

/** What a call needs to be allowed to do: one entry per IAM action and resource. Actions are IAM's, not the API's names. */
export interface Access {
  readonly action: string;
  readonly resource: string;
  /** IAM condition keys with their values, such as `ses:FromAddress`. */
  readonly context?: Readonly<Record<string, string>>;
}

/** An error that goes back to the SDK in the service's own wire form. */
export class ServiceError extends Error {
  readonly code: string;
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, fields: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.fields = fields;
  }
}

/** Says by name what the local cloud does not implement. It never lets such a thing pass in silence. */
export class NotImplementedLocally extends ServiceError {
  constructor(what: string) {
    super('NotImplementedLocally', `The local cloud does not implement ${what}.`, 501);
  }
}

/** A resource of the template with every intrinsic function resolved. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  /** Physical name: the template's own, or `<Stack>-<LogicalId>`. */
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Folder or file of the asset that the resource refers to (Lambda code), when it has one. */
  readonly asset?: string;
}

/** How one CloudFormation resource type is made here. */
export interface ResourceKind {
  /** Every property this kind honours, or may honestly ignore (say why beside it). Any other one in a template is refused by name. */
  readonly properties: readonly string[];
  /** The property that holds the physical name, when the template gives one, such as `BucketName`. */
  readonly nameProperty?: string;
  /** What `Ref` gives; the physical name when left out. */
  ref?(name: string): string;
  /** What `Fn::GetAtt` gives, by attribute. Pure: it is asked before anything is created. */
  attributes(name: string): Readonly<Record<string, string>>;
  create(resource: Resource): Promise<void> | void;
}

/** One AWS service, as the front door sees it. */
export interface Service {
  /** Names in the SigV4 scope that reach this service, such as `states`, or `s3`. */
  readonly signingNames: readonly string[];
  /** Resource types it provides. */
  readonly resources: Readonly<Record<string, ResourceKind>>;
  /** What the call must be allowed; throws `NotImplementedLocally` for an operation that does not exist here. */
  access(call: Call): Promise<readonly Access[]> | readonly Access[];
  handle(call: Call): Promise<Reply>;
  /** Error in the service's wire format; JSON with `__type` when left out. */
  errorReply?(error: ServiceError): Reply;
  stop?(): Promise<void> | void;
}

/**
 * Delivers a payload to a Lambda function, a state machine, a topic or a queue by its ARN: with the rights of a role where
 * the template names one, else as an AWS service (`events.amazonaws.com`), which the target's own policy must let in.
 * @throws ServiceError AccessDeniedException, or when there is no such target
 */
export type Deliver = (
  targetArn: string,
  payload: unknown,
  options?: {
    readonly roleArn?: string;
    readonly service?: string;
    /** For `aws:SourceArn`: the rule, topic or alarm on whose behalf the service acts. */
    readonly sourceArn?: string;
  },
) => Promise<unknown>;

/** Puts one event on an event bus (`default` for the events of AWS services themselves). */
export type PutEvent = (event: {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: unknown;
  readonly resources?: readonly string[];
  /** @default default */
  readonly bus?: string;
}) => void;

/** Counts something a service itself would report to CloudWatch, such as `AWS/States ExecutionsFailed`. */
export type EmitMetric = (metric: {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  readonly unit?: string;
}) => void;
