import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowList } from '../../../shared/artefacts/pickle/allowed-names.ts';
import { neverAllowed } from '../../../shared/artefacts/pickle/never-allowed.ts';
import { defaultLimits, hardLimits } from '../../../shared/artefacts/schema.ts';
import { gateRules } from '../../../shared/policy/gate-rules.ts';
import { Policy } from '../../../shared/policy/schema.ts';
import { aPolicy } from '../../support/approval.ts';
import { corpus } from '../../support/corpus.ts';

const answered = { reason: 'it only holds numbers', owner: 'ada@example.com' };
const entry = (over: object = {}) => ({ module: 'our.models', name: 'Score', role: 'new', ...answered, ...over });
const problemsOf = (gate: object): readonly string[] => {
  const parsed = Policy.safeParse({ ...aPolicy(), gate });
  return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join('.'));
};
const rulesOf = (gate: object, framework: 'sklearn' | 'onnx' | undefined, day = '2026-11-23') =>
  gateRules(
    { policy: Policy.parse({ ...aPolicy(), gate }), sha256: 'a'.repeat(64) },
    framework,
    new Date(`${day}T12:00:00Z`),
  );

describe('a name that a policy allows in addition', () => {
  it('needs a reason and somebody who answers for it', () => {
    expect(problemsOf({ reviewedNames: [entry()] })).toEqual([]);
    expect(problemsOf({ reviewedNames: [entry({ reason: 'ok', owner: 'somebody' })] })).toEqual([
      'gate.reviewedNames.0.reason',
      'gate.reviewedNames.0.owner',
    ]);
  });

  it.each([
    ['os', 'system'],
    ['builtins', 'eval'],
    ['subprocess', 'Popen'],
    ['our.models', 'Score.__init__'],
    ['our.models', '__reduce__'],
    ['our.models', 'load_everything'],
    ['our models', 'Score'],
    ['_io', 'FileIO'],
    ['numpy', 'load'],
    ['numpy.core', '_ufunc_reconstruct'],
    ['joblib', 'load'],
    ['torch.hub', 'Anything'],
    ['torch.serialization', '_open_file'],
    ['sklearn.utils._testing', 'Helper'],
    ['pip', 'main'],
    ['our.tests.helpers', 'Runner'],
  ])('can never be %s.%s', (module, name) => {
    expect(problemsOf({ reviewedNames: [entry({ module, name })] })).toEqual(['gate.reviewedNames.0.name']);
  });

  it('can never be what an artefact of the hostile corpus calls', () => {
    const called = corpus()
      .filter(({ expect: wanted }) => wanted === 'refuse')
      .flatMap(({ calls }) => calls)
      .filter((call) => call.includes('.'));
    const allowed = called.filter((call) => {
      const [module, name] = [call.slice(0, call.lastIndexOf('.')), call.slice(call.lastIndexOf('.') + 1)];
      // Layers and tensors of other kinds do what they say: refused by default, and a matter of review (SECURITY 1.5).
      const reviewable = /^torch\.(nn\.modules\.|_utils$)/.test(module);
      return !reviewable && !neverAllowed(module, name) && allowList([], true)(module, name).length === 0;
    });

    expect(new Set(called).size).toBeGreaterThan(40);
    expect([...new Set(allowed)]).toEqual([]);
  });

  it('can never hold a dot or a character that is none of a plain name', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        fc.pre(!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
        expect(neverAllowed('our.models', name)).toBeDefined();
      }),
    );
  });

  it.each([
    ['pandas._libs.internals', '_unpickle_block'],
    ['torch._utils', '_rebuild_sparse_tensor'],
    ['catboost.core', 'CatBoostClassifier'],
  ])('may be %s.%s', (module, name) => {
    expect(problemsOf({ reviewedNames: [entry({ module, name })] })).toEqual([]);
  });

  it('counts in models of its frameworks only, and until its last day', () => {
    const gate = { reviewedNames: [entry({ frameworks: ['sklearn'], expires: '2026-11-23' })] };

    expect(rulesOf(gate, 'sklearn').reviewed).toEqual([expect.objectContaining({ name: 'Score', roles: ['new'] })]);
    expect(rulesOf(gate, 'onnx').reviewed).toEqual([]);
    expect(rulesOf(gate, undefined).reviewed).toEqual([]);
    expect(rulesOf(gate, 'sklearn', '2026-11-24').reviewed).toEqual([]);
  });

  it('stands there once', () => {
    expect(problemsOf({ reviewedNames: [entry(), entry({ reason: 'another reason for it' })] })).toEqual([
      'gate.reviewedNames.1',
    ]);
  });
});

describe('limits of a policy', () => {
  it.each(Object.keys(hardLimits) as (keyof typeof hardLimits)[])('move %s up to its cap and no further', (name) => {
    expect(problemsOf({ limits: { [name]: hardLimits[name] } })).toEqual([]);
    expect(problemsOf({ limits: { [name]: hardLimits[name] + 1 } })).toEqual([`gate.limits.${name}`]);
    expect(hardLimits[name]).toBeGreaterThanOrEqual(defaultLimits[name]);
  });

  it('take no more bytes than a model may have', () => {
    expect(rulesOf({}, 'onnx').limits).toEqual({ inputBytes: aPolicy().accepts.largestModelBytes });
  });
});

describe('what a policy takes', () => {
  const accepts = (over: object) => Policy.safeParse({ ...aPolicy(), accepts: { ...aPolicy().accepts, ...over } });

  it('is named as the manifest and the scan name it', () => {
    expect(accepts({ frameworks: ['sklearn'], formats: ['pickle', 'torch zip'] }).success).toBe(true);
    expect(accepts({ frameworks: ['sklern'] }).success).toBe(false);
    expect(accepts({ formats: ['pickles'] }).success).toBe(false);
    expect(accepts({ formats: [] }).success).toBe(false);
  });
});
