import { randomUUID } from 'node:crypto';
import type { KeyRing } from '../front-door/credentials.ts';
import { queryErrorReply, xml } from '../front-door/replies.ts';
import { ACCOUNT, type Call, NotImplementedLocally, type Reply, type Service, ServiceError } from '../service.ts';
import { principalOf, shownPrincipal } from './principal.ts';

/** Says who calls, and lets a person act as a role whose trust policy allows it. */
export const createSts = (keys: KeyRing, roleExists: (name: string) => boolean, now: () => Date): Service => {
  const operations: Readonly<Record<string, (call: Call, form: URLSearchParams) => string>> = {
    GetCallerIdentity: ({ caller }) =>
      tag('Arn', shownPrincipal(principalOf(caller))) +
      tag('UserId', caller.kind === 'role' ? `AROA${caller.name}:local` : 'AIDAOPERATOR') +
      tag('Account', ACCOUNT),
    AssumeRole: (_call, form) => {
      const name = roleNameOf(form);
      if (!roleExists(name))
        throw new ServiceError('AccessDenied', `The local cloud has no role ${form.get('RoleArn')}.`, 403);
      const { accessKeyId, secretAccessKey, sessionToken = '' } = keys.credentialsFor(name);
      const seconds = Number(form.get('DurationSeconds') ?? 3600);
      const expires = new Date(now().getTime() + seconds * 1000).toISOString();
      const session = form.get('RoleSessionName') ?? 'local';
      return (
        `<Credentials>${tag('AccessKeyId', accessKeyId)}${tag('SecretAccessKey', secretAccessKey)}` +
        `${tag('SessionToken', sessionToken)}${tag('Expiration', expires)}</Credentials>` +
        `<AssumedRoleUser>${tag('AssumedRoleId', `AROA${name}:${session}`)}` +
        `${tag('Arn', `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/${session}`)}</AssumedRoleUser>`
      );
    },
  };
  const answerFor = (operation: string) => {
    const answer = operations[operation];
    if (!answer) throw new NotImplementedLocally(`the STS operation ${operation}`);
    return answer;
  };
  return {
    signingNames: ['sts'],
    resources: {},
    access: async (call) => {
      answerFor(call.operation);
      // Everybody may ask who they are; AWS does not even let a policy forbid it.
      if (call.operation === 'GetCallerIdentity') return [];
      const form = await formOf(call);
      return [{ action: 'sts:AssumeRole', resource: form.get('RoleArn') ?? '' }];
    },
    handle: async (call): Promise<Reply> => {
      const { operation } = call;
      const result = answerFor(operation)(call, await formOf(call));
      return {
        headers: { 'content-type': 'text/xml' },
        body: `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result>${result}</${operation}Result><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${operation}Response>`,
      };
    },
    errorReply: queryErrorReply,
  };
};

const formOf = async (call: Call): Promise<URLSearchParams> =>
  new URLSearchParams((await call.bytes()).toString('utf8'));

const roleNameOf = (form: URLSearchParams): string => {
  const name = /^arn:aws:iam::\d{12}:role\/(?:.*\/)?([^/]+)$/.exec(form.get('RoleArn') ?? '')?.[1];
  if (!name) throw new ServiceError('ValidationError', `${form.get('RoleArn')} is not the ARN of a role.`);
  return name;
};

const tag = (name: string, value: string): string => `<${name}>${xml(value)}</${name}>`;
