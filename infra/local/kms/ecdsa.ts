import { createECDH } from 'node:crypto';

/** Order of the group of P-256 (FIPS 186-5, D.1.2.3). */
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/**
 * ECDSA on P-256 over a digest that somebody else computed (KMS' MessageType DIGEST), which node:crypto cannot do: it
 * always hashes once more. The curve's arithmetic is OpenSSL's; only the modular arithmetic around it is here.
 */
export const signDigest = (digest: Buffer, privateKey: Buffer): Buffer => {
  for (;;) {
    const ephemeral = createECDH('prime256v1');
    const r = numberOf(ephemeral.generateKeys().subarray(1, 33)) % N;
    const k = numberOf(ephemeral.getPrivateKey());
    const s = (inverse(k) * ((numberOf(digest) + r * numberOf(privateKey)) % N)) % N;
    if (r !== 0n && s !== 0n) return encode(r, s);
  }
};

/**
 * Whether the DER signature is of this digest and key. The textbook sums two points, u1·G + u2·Q; whoever holds the private
 * key d, as KMS does, gets the same point as (u1 + u2·d)·G.
 */
export const verifyDigest = (digest: Buffer, signature: Buffer, privateKey: Buffer): boolean => {
  const decoded = decode(signature);
  if (!decoded) return false;
  const { r, s } = decoded;
  if (r <= 0n || r >= N || s <= 0n || s >= N) return false;
  const multiple = (inverse(s) * (numberOf(digest) + r * numberOf(privateKey))) % N;
  if (multiple === 0n) return false;
  const point = createECDH('prime256v1');
  point.setPrivateKey(Buffer.from(multiple.toString(16).padStart(64, '0'), 'hex'));
  return numberOf(point.getPublicKey().subarray(1, 33)) % N === r;
};

const numberOf = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex')}`);

/** By Euclid's algorithm. */
const inverse = (value: bigint): bigint => {
  let [a, b] = [((value % N) + N) % N, N];
  let [x, y] = [1n, 0n];
  while (a > 1n) {
    const quotient = b / a;
    [a, b] = [b % a, a];
    [x, y] = [y - quotient * x, x];
  }
  return ((x % N) + N) % N;
};

/** `SEQUENCE { INTEGER r, INTEGER s }` in DER. */
const encode = (r: bigint, s: bigint): Buffer => {
  const integers = Buffer.concat([r, s].map(integer));
  return Buffer.concat([Buffer.from([0x30, integers.length]), integers]);
};

const integer = (value: bigint): Buffer => {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const positive = (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.from([0]), bytes]);
  return Buffer.concat([Buffer.from([0x02, positive.length]), positive]);
};

/** Reads only what `encode` would have written: DER has one form for each pair of numbers. */
const decode = (signature: Buffer): { readonly r: bigint; readonly s: bigint } | undefined => {
  const length = signature[3] ?? 0;
  const first = signature.subarray(4, 4 + length);
  const second = signature.subarray(6 + length);
  if (first.length === 0 || second.length === 0) return undefined;
  const [r, s] = [numberOf(first), numberOf(second)];
  return encode(r, s).equals(signature) ? { r, s } : undefined;
};
