/** Reads the record. Writing happens only together with the change it is about: see `ModelRegistry.commit`. */
export interface AuditTrail {
  /** One chain, oldest first, as stored: the verifier must see what is there, not what should be. */
  chain(name: string): Promise<readonly unknown[]>;
}
