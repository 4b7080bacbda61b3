import { describe, expect, it } from 'vitest';
import { type Tamper, verifyAudit } from '../../../shared/audit/verify.ts';
import { A, alignRegistry, aStore, B, forged, rechain, rehash, type Store } from './tamper.ts';

/**
 * Tamper cases by their number. Here exist the levels C (the chain alone), H (a pin compared by hash) and S (event ids,
 * transitions, registry). Signed anchors do not exist yet, so TC-26 to TC-29 and TC-31, which are edits of anchors, have
 * nothing to be tried on; and the cases that only an anchor or a pin shows (A, N, H in the table) must be noticed with a
 * pin and are asserted to go unnoticed without one, so that nobody believes otherwise.
 */

type Edit = (store: Store) => void;
type Kinds = readonly Tamper['kind'][];

const rows = (store: Store, chain = A) => store.chains[chain] as Record<string, unknown>[];
const row = (store: Store, at: number, chain = A) => rows(store, chain).at(at) as Record<string, unknown>;
const check = ({ chains, standings, pins }: Store, withPins: boolean) =>
  verifyAudit(
    Object.entries(chains).map(([name, records]) => ({ name, records })),
    standings,
    withPins ? pins : [],
  );
const tampered = (edit: Edit): Store => {
  const store = aStore();
  edit(store);
  return store;
};
const kinds = (findings: readonly Tamper[]) => [...new Set(findings.map(({ kind }) => kind))].sort();
const withText = (record: Record<string, unknown>) => {
  record.reason = { code: '', text: 'another story' };
};

/** Noticed by chain and registry alone. */
const noticed: Readonly<Record<string, readonly [Edit, Kinds]>> = {
  'TC-01 edit one field': [(store) => withText(row(store, 2)), ['content']],
  "TC-02 edit and recompute that record's hash": [
    (store) => {
      withText(row(store, 2));
      rehash(row(store, 2));
    },
    ['link'],
  ],
  'TC-05 add an attribute the hash does not know': [
    (store) => {
      row(store, 2).note = 'harmless';
    },
    ['shape', 'gap', 'link', 'impossible-move'],
  ],
  'TC-06 remove an optional attribute of the newest record, rehash': [
    (store) => {
      delete row(store, -1).refs;
      rehash(row(store, -1));
    },
    ['shape', 'registry-differs'],
  ],
  'TC-07 seq stored as text': [
    (store) => {
      row(store, 2).seq = '3';
    },
    ['shape', 'gap', 'link', 'impossible-move'],
  ],
  'TC-08 delete a middle record': [(store) => rows(store).splice(3, 1), ['gap', 'link', 'impossible-move']],
  'TC-10 delete the first record': [(store) => rows(store).splice(0, 1), ['gap', 'link', 'impossible-move']],
  'TC-12 swap two records': [
    (store) => rows(store).splice(2, 2, row(store, 3), row(store, 2)),
    ['gap', 'link', 'impossible-move'],
  ],
  'TC-15 fork: second record with one seq': [
    (store) => {
      const twin = forged(row(store, 2), { reason: { code: '', text: 'twin' } });
      rehash(twin);
      rows(store).splice(3, 0, twin);
    },
    ['fork', 'link', 'impossible-move'],
  ],
  "TC-22 move a record to another tenant's chain": [
    (store) => rows(store, B).push(rows(store).pop() as Record<string, unknown>),
    ['wrong-chain', 'gap', 'link', 'impossible-move', 'registry-differs', 'not-recorded'],
  ],
  'TC-23 append a copy of an old event, correctly chained': [
    (store) => {
      rows(store).push(structuredClone(row(store, 2)));
      rechain(store, A);
    },
    ['repeated-event', 'impossible-move', 'registry-differs'],
  ],
  'TC-24 append an impossible transition, correctly chained': [
    (store) => {
      rows(store).push(forged(row(store, -1), { from: 'refused', to: 'live', type: 'model.live' }));
      rechain(store, A);
      alignRegistry(store);
    },
    ['impossible-move'],
  ],
  'TC-32 change the registry, write no record': [
    (store) => {
      store.standings = store.standings.map((one) => (one.version === '1.5.0' ? { ...one, state: 'live' } : one));
    },
    ['registry-differs'],
  ],
  'TC-33 delete the registry row of a refused version': [
    (store) => {
      store.standings = store.standings.filter(({ version }) => version !== '1.5.0');
    },
    ['not-recorded'],
  ],
};

/** Forgeries that leave a sound chain and a registry to match: without a pin nothing is out of order. */
const onlyWithPin: Readonly<Record<string, Edit>> = {
  'TC-03 edit and rechain to the end': (store) => {
    withText(row(store, 2));
    rechain(store, A);
  },
  'TC-04 edit the newest record and its hash': (store) => {
    withText(row(store, -1));
    rehash(row(store, -1));
  },
  'TC-14 insert in the middle and rechain': (store) => {
    rows(store).splice(4, 0, forged(row(store, 3), { type: 'monitor.verdict', from: 'staged', to: 'staged' }));
    rechain(store, A);
  },
  'TC-16 cut the tail, and the registry rows with it': (store) => {
    rows(store).splice(-3);
    alignRegistry(store);
  },
  'TC-17 cut and forge to the same length': (store) => {
    const last = row(store, -1);
    rows(store).splice(-1, 1, forged(last, { to: 'withdrawn', type: 'model.withdrawn' }));
    rechain(store, A);
    alignRegistry(store);
  },
  'TC-18 cut the tail further back': (store) => {
    rows(store).splice(4);
    alignRegistry(store);
  },
  'TC-20 delete a whole chain, and its registry rows': (store) => {
    delete store.chains[B];
    alignRegistry(store);
  },
  'TC-21 replace a whole chain by a fresh valid one': (store) => {
    for (const record of rows(store, B)) record.reason = { code: '', text: 'fresh' };
    rechain(store, B);
  },
  'TC-25 back-date a record and rechain': (store) => {
    row(store, 2).at = '2020-01-01T00:00:00.000Z';
    rechain(store, A);
  },
  'TC-30 restore an old backup of chains and registry': (store) => {
    rows(store).splice(6);
    rows(store, B).splice(3);
    alignRegistry(store);
  },
};

describe('an untouched store', () => {
  it('has no findings, with pins and without', () => {
    expect(check(aStore(), true)).toEqual([]);
    expect(check(aStore(), false)).toEqual([]);
  });
});

describe('noticed by chain and registry', () => {
  it.each(Object.entries(noticed))('%s', (_name, [edit, expected]) => {
    expect(kinds(check(tampered(edit), false))).toEqual([...expected].sort());
  });

  it.each([
    ['TC-09 delete a middle record, renumber, rechain', (store: Store) => rows(store).splice(3, 1)],
    ['TC-11 delete the first record, renumber, rechain', (store: Store) => rows(store).splice(0, 1)],
    ['TC-13 swap two records and rechain', (store: Store) => rows(store).splice(2, 2, row(store, 3), row(store, 2))],
  ] as const)('%s: the chain is sound, but the lifecycle has no such move', (_name, edit) => {
    const store = tampered((one) => {
      edit(one);
      rechain(one, A);
    });

    expect(kinds(check(store, false))).toEqual(['impossible-move']);
    expect(kinds(check(store, true))).toContain('pin');
  });

  it('a cut tail whose registry rows were forgotten', () => {
    const store = tampered((one) => rows(one).splice(-1));

    expect(kinds(check(store, false))).toEqual(['registry-differs']);
  });
});

describe('noticed by a pin only, for want of signed anchors', () => {
  it.each(Object.entries(onlyWithPin))('%s', (_name, edit) => {
    const store = tampered(edit);

    expect(check(store, false)).toEqual([]);
    expect(kinds(check(store, true))).toEqual(['pin']);
  });

  it('TC-19 cut below a pin and forge to the same length: the number is there, the hash is not', () => {
    const store = tampered((one) => {
      for (const record of rows(one).slice(5)) withText(record);
      rechain(one, A);
    });

    expect(check(store, true)).toMatchObject([
      { kind: 'pin', message: 'this record is not the one that was noted down' },
    ]);
  });
});

describe('what no level notices', () => {
  it('an edit behind the newest pin, when nobody noted anything down since', () => {
    const store = tampered((one) => {
      withText(row(one, -1));
      rehash(row(one, -1));
    });

    expect(
      check({ ...store, pins: store.pins.map((pin) => ({ ...pin, ...pinBefore(store, pin.chain) })) }, true),
    ).toEqual([]);
  });
});

const pinBefore = (store: Store, chain: string) => {
  const { seq, hash } = row(store, -2, chain) as { seq: number; hash: string };
  return { seq, hash };
};

describe('the verifier', () => {
  it('finds that nothing at all is there (T-23)', () => {
    expect(kinds(verifyAudit([], []))).toEqual(['empty']);
    expect(kinds(verifyAudit([{ name: A, records: [] }], []))).toEqual(['empty']);
  });

  it('finds a registry without a record', () => {
    expect(
      kinds(
        check(
          tampered((store) => rows(store, B).splice(0)),
          false,
        ),
      ),
    ).toEqual(['registry-differs']);
  });

  it('goes on behind a record that cannot be read, and reports what comes later too', () => {
    const store = tampered((one) => {
      rows(one).splice(2, 1, { seq: 3, nonsense: true });
      withText(row(one, 7));
    });
    const found = check(store, false);

    expect(found).toContainEqual(expect.objectContaining({ chain: A, seq: 3, kind: 'shape' }));
    expect(found).toContainEqual(expect.objectContaining({ chain: A, seq: 8, kind: 'content' }));
  });

  it.each([null, 'text', 7, [], {}])('reports %j in place of a record, and does not throw', (rubbish) => {
    expect(kinds(verifyAudit([{ name: A, records: [rubbish] }], []))).toEqual(['shape']);
  });

  it('does not mistake a chain for another whose name it begins', () => {
    const store = aStore();
    const records = rows(store);

    expect(kinds(verifyAudit([{ name: 'lending#credit', records }], []))).toContain('wrong-chain');
  });

  it('gives a reason in words with every finding', () => {
    for (const [edit] of Object.values(noticed))
      for (const { message } of check(tampered(edit), true)) expect(message).toMatch(/\w+ \w+/);
  });
});
