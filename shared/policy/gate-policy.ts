import * as z from 'zod';
import { MODEL_FORMATS } from '../artefacts/formats.ts';
import { neverAllowed } from '../artefacts/pickle/never-allowed.ts';
import { defaultLimits, hardLimits, type ScanLimits } from '../artefacts/schema.ts';
import { whenUsed } from '../kernel/when-used.ts';
import { Manifest } from '../registry/manifest.ts';
import { Sha256 } from '../registry/schema.ts';

export const Framework = whenUsed(() => Manifest.shape.framework);

/** Who answers for an exception, and why there is one. */
const answeredFor = () => ({
  reason: z.string().min(10, 'a reason of at least 10 characters').max(500),
  owner: z.email('an e-mail address').describe('Who reviewed it and answers for it.'),
  expires: z.iso.date('a day such as 2027-06-30').optional().describe('Last day on which it counts (UTC).'),
});

/** A Python name that pickles may use beyond those of the known libraries, because people read what it does. */
const ReviewedNameEntry = whenUsed(() =>
  z
    .object({
      module: z.string().min(1).max(200),
      name: z.string().min(1).max(200),
      role: z
        .enum(['call', 'new', 'reference'])
        .describe('call: a pickle may call it; new: it may make an instance; reference: it may be a value.'),
      frameworks: z.array(Framework).min(1).optional().describe('Only in models of these frameworks.'),
      ...answeredFor(),
    })
    .strict()
    .superRefine(
      ({ module, name }, context) => {
        const never = neverAllowed(module, name);
        if (never)
          context.addIssue({
            code: 'custom',
            path: ['name'],
            input: `${module}.${name}`,
            message: `no such entry: ${never}`,
          });
      },
      // Also when the rest of the entry is wrong: everything is told at once.
      {
        when: ({ value }) =>
          ['module', 'name'].every((part) => typeof (value as Record<string, unknown>)[part] === 'string'),
      },
    ),
);

/** A `code/` folder that may come with a model, known by the digest of its whole tree (S-23). */
const ApprovedCodeEntry = whenUsed(() =>
  z.object({ digest: Sha256.describe('As slipway scan prints it.'), ...answeredFor() }).strict(),
);

const limit = (name: keyof ScanLimits) =>
  z.int().positive().max(hardLimits[name]).optional().describe(`Default ${defaultLimits[name]}.`);

/** Bounds of a scan that the house sets itself, within what the gate can bear (S-06). */
const Limits = whenUsed(() =>
  z
    .object(
      Object.fromEntries((Object.keys(defaultLimits) as (keyof ScanLimits)[]).map((name) => [name, limit(name)])) as {
        [Name in keyof ScanLimits]: ReturnType<typeof limit>;
      },
    )
    .strict(),
);

/** What a policy says of the gate, all of it optional: the gate has rules of its own. */
export const GatePolicy = whenUsed(() =>
  z
    .object({
      reviewedNames: z.array(ReviewedNameEntry).max(500).default([]),
      approvedCode: z.array(ApprovedCodeEntry).max(500).default([]),
      limits: Limits.default({}),
    })
    .strict()
    .superRefine(({ reviewedNames, approvedCode }, context) => {
      const once = (list: string, entries: readonly string[]) => {
        for (const [i, entry] of entries.entries())
          if (entries.indexOf(entry) !== i)
            context.addIssue({
              code: 'custom',
              path: [list, i],
              input: entry,
              message: 'an entry of its own: this one stands above already',
            });
      };
      once(
        'reviewedNames',
        reviewedNames.map(({ module, name, role }) => `${module}.${name} as ${role}`),
      );
      once(
        'approvedCode',
        approvedCode.map(({ digest }) => digest),
      );
    }),
);
export type GatePolicy = z.infer<typeof GatePolicy>;

/** Formats that the house takes; every one that the gate can vouch for when left out. */
export const AcceptedFormats = whenUsed(() => z.array(z.enum(MODEL_FORMATS)).min(1).optional());
