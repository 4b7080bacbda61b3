/** The small part of `oidc-provider` 9 that the rehearsal's identity provider uses; the package brings no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export interface Context {
    body: unknown;
    type: string;
    status: number;
    set(name: string, value: string): void;
    readonly oidc: {
      readonly client?: { readonly clientId: string };
      readonly session?: { readonly accountId?: string };
      readonly params?: { readonly scope?: string };
      readonly result?: { readonly login?: unknown };
    };
  }

  export interface Interaction {
    readonly uid: string;
    readonly params: Readonly<Record<string, unknown>>;
    /** The browser's session, when somebody has signed in before. */
    readonly session?: { readonly uid: string };
  }

  export interface Session {
    accountId?: string;
    authorizations?: Record<string, unknown>;
    persist(): Promise<unknown>;
  }

  export class Grant {
    constructor(properties: { accountId: string; clientId: string });
    addOIDCScope(scope: string): void;
    save(): Promise<string>;
  }

  export default class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>);
    readonly Grant: typeof Grant;
    readonly Session: { findByUid(uid: string): Promise<Session | undefined> };
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
    on(event: 'server_error', listener: (context: Context, error: Error) => void): this;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
    /** Saves the outcome and says where the browser has to go. */
    interactionResult(
      request: IncomingMessage,
      response: ServerResponse,
      result: Record<string, unknown>,
    ): Promise<string>;
  }

  export namespace interactionPolicy {
    class Check {
      static readonly REQUEST_PROMPT: true;
      static readonly NO_NEED_TO_PROMPT: false;
      constructor(reason: string, description: string, check: (context: Context) => boolean);
    }
    interface Prompt {
      readonly checks: { add(check: Check): void };
    }
    function base(): { get(name: 'login' | 'consent'): Prompt };
  }
}
