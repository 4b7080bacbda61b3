/** A person whom the rehearsal can play. */
export interface Persona {
  readonly subject: string;
  readonly name: string;
  readonly email: string;
  readonly groups: readonly string[];
  /** What the person does, such as "model risk". */
  readonly title: string;
}

/** An application that signs people in: public (no secret), authorization code with PKCE. */
export interface Client {
  readonly clientId: string;
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
}
