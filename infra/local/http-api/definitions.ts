/** What the template says about the HTTP APIs, as parsed from its resources. */
export interface Cors {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  readonly credentials: boolean;
  readonly maxAge?: number;
}

export interface Throttle {
  readonly rate: number;
  readonly burst: number;
}

interface Stage {
  readonly name: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly accessLog?: { readonly destinationArn: string; readonly format: string };
  readonly throttle?: Throttle;
  /** By route key; wins over `throttle`. */
  readonly routeThrottles: Readonly<Record<string, Throttle>>;
}

export interface Route {
  readonly key: string;
  readonly integrationId: string;
  readonly authorization: 'NONE' | 'AWS_IAM';
}

export interface Integration {
  readonly functionArn: string;
  readonly timeoutMs: number;
}

export interface Api {
  readonly id: string;
  readonly name: string;
  readonly cors?: Cors;
  stage?: Stage;
  readonly routes: Map<string, Route>;
  readonly integrations: Map<string, Integration>;
}
