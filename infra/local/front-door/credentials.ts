import { createHmac } from 'node:crypto';
import type { Caller } from '../service.ts';

/** Keys in the form of the SDK's `credentials`. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface KeyRing {
  /** Keys with which a child process or a person acts as that role. */
  credentialsFor(roleName: string): Credentials;
  /** Who an access key belongs to, with its secret; `undefined` when there is no such key. */
  identify(accessKeyId: string): { readonly caller: Caller; readonly secret: string } | undefined;
}

/** The person at the keyboard. The secret is public on purpose: whoever reaches 127.0.0.1 of this machine is that person. */
export const operatorKeys: Credentials = { accessKeyId: 'slipway-local', secretAccessKey: 'slipway-local' };

/** Secrets of roles come from the secret of this run, so that no role can act as another. */
export const createKeyRing = (runSecret: Buffer, roleExists: (name: string) => boolean): KeyRing => {
  const secretOf = (role: string) => createHmac('sha256', runSecret).update(role).digest('hex');
  return {
    credentialsFor: (roleName) => ({
      accessKeyId: `role.${roleName}`,
      secretAccessKey: secretOf(roleName),
      sessionToken: `local-session-of-${roleName}`,
    }),
    identify: (accessKeyId) => {
      if (accessKeyId === operatorKeys.accessKeyId)
        return { caller: { kind: 'operator' }, secret: operatorKeys.secretAccessKey };
      const name = /^role\.(.+)$/.exec(accessKeyId)?.[1];
      return name && roleExists(name) ? { caller: { kind: 'role', name }, secret: secretOf(name) } : undefined;
    },
  };
};
