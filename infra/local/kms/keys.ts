import { createHash, createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ACCOUNT, REGION, ServiceError } from '../service.ts';

/** Kinds of keys, with what KMS lets each be used for. */
export const SPECS = {
  SYMMETRIC_DEFAULT: { usage: 'ENCRYPT_DECRYPT', algorithms: ['SYMMETRIC_DEFAULT'] },
  ECC_NIST_P256: { usage: 'SIGN_VERIFY', algorithms: ['ECDSA_SHA_256'] },
  HMAC_256: { usage: 'GENERATE_VERIFY_MAC', algorithms: ['HMAC_SHA_256'] },
} as const;
export type KeySpec = keyof typeof SPECS;
export type Usage = (typeof SPECS)[KeySpec]['usage'];

export interface Key {
  readonly id: string;
  readonly arn: string;
  readonly spec: KeySpec;
  readonly description: string;
  readonly enabled: boolean;
  /** In ms since 1970. */
  readonly created: number;
  /** The secret: 32 bytes, or the private key as PKCS #8 in DER. */
  readonly material: Buffer;
}

export interface Keys {
  /** By id, ARN, alias name or alias ARN. @throws ServiceError NotFoundException */
  find(named: string): Key;
  /** Makes the key at its first deployment; later ones change its description and whether it is enabled. */
  put(name: string, spec: KeySpec, more: { readonly description: string; readonly enabled: boolean }): Key;
  alias(alias: string, target: string): void;
}

/** Keys have no names: an id follows from the logical name, so that it is known before the key is made. */
export const keyIdOf = (name: string): string => {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
};

const arnOf = (rest: string): string => `arn:aws:kms:${REGION}:${ACCOUNT}:${rest}`;
export const keyArn = (id: string): string => arnOf(`key/${id}`);

/** Keys with their secrets, one file each, readable by this user alone. */
export const createKeys = (folder: string, now: () => number): Keys => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const keys = new Map<string, Key>();
  const aliases = new Map<string, string>();

  const find = (named: string): Key => {
    const local = named.startsWith(arnOf('')) ? named.slice(arnOf('').length).replace(/^key\//, '') : named;
    const id = local.startsWith('alias/') ? aliases.get(local) : local;
    const key = keys.get(id ?? '');
    if (key) return key;
    const shown = local.startsWith('alias/') ? `Alias ${arnOf(local)} is not found.` : `Key '${named}' does not exist`;
    throw new ServiceError('NotFoundException', shown);
  };

  return {
    find,
    put: (name, spec, more) => {
      const id = keyIdOf(name);
      const file = path.join(folder, `${id}.json`);
      const kept = existsSync(file) ? readKey(file) : undefined;
      if (kept && kept.spec !== spec)
        throw new ServiceError(
          'InvalidRequest',
          `${name} is kept as ${kept.spec} and cannot become ${spec}: a key never changes its kind.`,
        );
      const created = kept ?? { spec, created: now(), material: newMaterial(spec) };
      const key = { ...created, ...more, id, arn: keyArn(id) };
      writeKey(file, key);
      keys.set(id, key);
      return key;
    },
    alias: (alias, target) => {
      aliases.set(alias, find(target).id);
    },
  };
};

const newMaterial = (spec: KeySpec): Buffer =>
  spec === 'ECC_NIST_P256'
    ? generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey.export({ format: 'der', type: 'pkcs8' })
    : randomBytes(32);

const readKey = (file: string): Pick<Key, 'spec' | 'created' | 'material'> => {
  const { spec, created, material } = JSON.parse(readFileSync(file, 'utf8'));
  return { spec, created, material: Buffer.from(material, 'base64') };
};

const writeKey = (file: string, { material, ...rest }: Key): void => {
  const draft = `${file}.new`;
  writeFileSync(draft, JSON.stringify({ ...rest, material: material.toString('base64') }), { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, file);
};

/** The 32 bytes of the private number of a P-256 key. */
export const privateNumber = ({ material }: Key): Buffer => {
  const { d } = createPrivateKey({ key: material, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' });
  return Buffer.from(d ?? '', 'base64url');
};
