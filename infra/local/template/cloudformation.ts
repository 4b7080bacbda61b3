import { randomUUID } from 'node:crypto';
import { queryErrorReply, xml } from '../front-door/replies.ts';
import {
  ACCOUNT,
  type Call,
  NotImplementedLocally,
  REGION,
  type Reply,
  type Service,
  ServiceError,
} from '../service.ts';
import type { LoadedStack } from './load.ts';

/** Tells of the loaded stacks, because that is how the command line finds buckets and machines. Nothing is deployed through it. */
export const createCloudFormation = (stacks: () => readonly LoadedStack[], startedAt: Date): Service => {
  const named = (name: string | null): readonly LoadedStack[] => {
    if (!name) return stacks();
    const found = stacks().filter((stack) => stack.name === name || stackId(stack) === name);
    if (found.length === 0) throw new ServiceError('ValidationError', `Stack with id ${name} does not exist`);
    return found;
  };
  const answers: Readonly<Record<string, (query: URLSearchParams) => string>> = {
    DescribeStacks: (query) => members('Stacks', named(query.get('StackName')), (stack) => describe(stack, startedAt)),
    ListStacks: () => members('StackSummaries', stacks(), (stack) => summary(stack, startedAt)),
    ListExports: () =>
      members(
        'Exports',
        stacks().flatMap((stack) => stack.outputs.filter((one) => one.exportName).map((one) => ({ stack, one }))),
        ({ stack, one }) =>
          tag('ExportingStackId', stackId(stack)) + tag('Name', one.exportName) + tag('Value', one.value),
      ),
    DescribeStackResources: (query) =>
      members(
        'StackResources',
        named(query.get('StackName')).flatMap((stack) => stack.resources.map((resource) => ({ stack, resource }))),
        ({ stack, resource }) =>
          tag('StackName', stack.name) +
          tag('StackId', stackId(stack)) +
          tag('LogicalResourceId', resource.logicalId) +
          tag('PhysicalResourceId', resource.name) +
          tag('ResourceType', resource.type) +
          tag('Timestamp', startedAt.toISOString()) +
          tag('ResourceStatus', 'CREATE_COMPLETE'),
      ),
  };
  const answerFor = (operation: string) => {
    const answer = answers[operation];
    if (!answer) throw new NotImplementedLocally(`the CloudFormation operation ${operation}`);
    return answer;
  };
  return {
    signingNames: ['cloudformation'],
    resources: {},
    access: async (call) => {
      answerFor(call.operation);
      const name = (await queryOf(call)).get('StackName');
      const resource = name ? `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${name}/*` : '*';
      return [{ action: `cloudformation:${call.operation}`, resource }];
    },
    handle: async (call): Promise<Reply> => {
      const result = answerFor(call.operation)(await queryOf(call));
      return {
        headers: { 'content-type': 'text/xml' },
        body: `<${call.operation}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${call.operation}Result>${result}</${call.operation}Result><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${call.operation}Response>`,
      };
    },
    errorReply: queryErrorReply,
  };
};

const queryOf = async (call: Call): Promise<URLSearchParams> =>
  new URLSearchParams((await call.bytes()).toString('utf8'));

const stackId = ({ name }: LoadedStack): string =>
  `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${name}/00000000-0000-0000-0000-000000000000`;

const summary = (stack: LoadedStack, at: Date): string =>
  tag('StackName', stack.name) +
  tag('StackId', stackId(stack)) +
  tag('CreationTime', at.toISOString()) +
  tag('StackStatus', 'CREATE_COMPLETE');

const describe = (stack: LoadedStack, at: Date): string =>
  summary(stack, at) +
  members('Outputs', stack.outputs, (output) =>
    [
      tag('OutputKey', output.key),
      tag('OutputValue', output.value),
      output.description ? tag('Description', output.description) : '',
      output.exportName ? tag('ExportName', output.exportName) : '',
    ].join(''),
  ) +
  members('Parameters', Object.entries(stack.parameters), ([key, value]) =>
    [tag('ParameterKey', key), tag('ParameterValue', value)].join(''),
  );

const members = <T>(name: string, entries: readonly T[], content: (entry: T) => string): string =>
  `<${name}>${entries.map((entry) => `<member>${content(entry)}</member>`).join('')}</${name}>`;

const tag = (name: string, value: string | undefined): string => `<${name}>${xml(value ?? '')}</${name}>`;
