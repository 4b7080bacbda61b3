import type { Lambda } from './lambda.ts';
import type { Mapping } from './mapping.ts';
import { type Poller, type PollerDeps, startPoller } from './stream-poller.ts';

export interface StreamsDeps extends Pick<PollerDeps, 'callStreams' | 'checkpoints' | 'onError' | 'now'> {
  readonly lambda: Pick<Lambda, 'functions' | 'mappings' | 'invoke'>;
  /** @throws ServiceError when the role may not */
  authorize(roleName: string, action: string, resource: string): void;
  deliver(targetArn: string, body: unknown, roleName: string): Promise<unknown>;
}

/** Starts to read every stream that a mapping of the template connects to a function. */
export const startStreams = (deps: StreamsDeps): Poller => {
  const roleOf = ({ functionName }: Mapping): string =>
    deps.lambda.functions().find(({ name }) => name === functionName)?.roleName ?? '';
  const pollers = deps.lambda
    .mappings()
    .filter(({ enabled }) => enabled)
    .map((mapping) =>
      startPoller(mapping, {
        ...deps,
        invoke: deps.lambda.invoke,
        authorize: (one) => {
          for (const action of ['DescribeStream', 'GetRecords', 'GetShardIterator'])
            deps.authorize(roleOf(one), `dynamodb:${action}`, one.streamArn);
        },
        forward: async (one, body) => {
          if (one.onFailureArn) await deps.deliver(one.onFailureArn, body, roleOf(one));
        },
      }),
    );
  return {
    poke: () => {
      for (const poller of pollers) poller.poke();
    },
    stop: async () => {
      await Promise.all(pollers.map((poller) => poller.stop()));
    },
  };
};
