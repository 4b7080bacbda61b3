import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainOf, eventIdOf, extend, genesis, recordHash } from '../../../shared/audit/chain.ts';
import { type AuditDraft, AuditRecord } from '../../../shared/audit/schema.ts';
import { verifyAudit } from '../../../shared/audit/verify.ts';
import { aDraft, aModelVersion } from '../../support/builders.ts';

const chain = chainOf(aModelVersion());
const draft = (n: number, over: Partial<AuditDraft> = {}): AuditDraft =>
  aDraft(aModelVersion({ state: 'live' }), 'live', {
    type: 'monitor.verdict',
    eventId: eventIdOf('event', String(n)),
    ...over,
  });
const records = (count: number): AuditRecord[] => [
  ...extend(genesis(chain), [aDraft(aModelVersion()), ...Array.from({ length: count - 1 }, (_, n) => draft(n))]),
];
const standing = { chain, version: '1.4.0', state: 'received' };
const findingsIn = (stored: readonly unknown[]) => verifyAudit([{ name: chain, records: stored }], [standing]);

describe('a chain', () => {
  it('starts at 1, has no gaps, and links each record to the one before it', () => {
    const made = records(4);

    expect(made.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(made.map(({ prev }) => prev)).toEqual([genesis(chain).hash, ...made.slice(0, 3).map(({ hash }) => hash)]);
    expect(findingsIn(made)).toEqual([]);
  });

  it('grows the same whether records are added one by one or together', () => {
    const drafts = [draft(1), draft(2), draft(3)];
    const oneByOne: AuditRecord[] = [];
    for (const one of drafts) oneByOne.push(...extend(oneByOne.at(-1) ?? genesis(chain), [one]));

    expect(oneByOne).toEqual(extend(genesis(chain), drafts));
  });

  it('begins differently for each model, so that no record fits another chain', () => {
    expect(genesis('acme#a').hash).not.toBe(genesis('acme#ab').hash);
  });

  it('holds records that follow their schema, and survive JSON with their hash', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 });
    fc.assert(
      fc.property(
        text,
        fc.dictionary(
          text.filter((key) => key !== '__proto__'),
          text,
          { maxKeys: 3 },
        ),
        (words, refs) => {
          const [made] = extend(genesis(chain), [draft(1, { reason: { code: '', text: words }, refs: { ...refs } })]);
          const { hash, ...content } = AuditRecord.parse(JSON.parse(JSON.stringify(made)));
          expect(recordHash(content)).toBe(hash);
        },
      ),
    );
  });
});

describe('any edit of a chain', () => {
  const whole = records(6);

  it('of one character of a text is noticed', () => {
    const fields = ['at', 'type', 'from', 'to', 'prev', 'hash', 'eventId', 'chain'] as const;
    fc.assert(
      fc.property(fc.nat(5), fc.constantFrom(...fields), fc.nat(), (at, field, place) => {
        const record = whole[at] as AuditRecord;
        const value = record[field] || 'x';
        const i = place % value.length;
        const edited = `${value.slice(0, i)}${value[i] === 'a' ? 'b' : 'a'}${value.slice(i + 1)}`;
        expect(findingsIn(whole.with(at, { ...record, [field]: edited } as AuditRecord))).not.toEqual([]);
      }),
    );
  });

  it('that leaves records out, repeats or reorders them is noticed', () => {
    const shuffled = fc
      .shuffledSubarray([0, 1, 2, 3, 4, 5])
      .chain((order) => fc.tuple(fc.constant(order), fc.subarray(order)))
      .map(([order, again]) => [...order, ...again])
      // What is left is a chain that begins at its beginning: the cut tail that only a pin or an anchor shows.
      .filter((order) => order.some((n, i) => n !== i));
    fc.assert(
      fc.property(shuffled, (order) => {
        expect(findingsIn(order.map((n) => whole[n]))).not.toEqual([]);
      }),
    );
  });
});

describe('an event id', () => {
  it('is a digest that follows from the step alone', () => {
    expect(eventIdOf('a', 'b')).toBe(eventIdOf('a', 'b'));
    expect(eventIdOf('a', 'b')).not.toBe(eventIdOf('a', 'c'));
    expect(eventIdOf('a')).toMatch(/^[0-9a-f]{64}$/);
  });
});
