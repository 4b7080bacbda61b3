import * as z from 'zod';
import { whenUsed } from '../kernel/when-used.ts';
import { Manifest } from './manifest.ts';
import { ModelId, RiskTier, Sha256, Version } from './schema.ts';

/**
 * What a team writes about a model that runs somewhere else and that Slipway is only to watch: `external.yaml`, in the place
 * of a manifest. Its baseline holds the inputs and, under the output's name, what the model answered to them.
 */
export const ExternalManifest = whenUsed(() => {
  const { model, version, team, owner, submitter, purpose, risk, task, signature, sensitive, monitoring, retraining } =
    Manifest.shape;
  return z
    .object({
      apiVersion: z.literal('slipway/external/v1'),
      model,
      version,
      team,
      owner,
      submitter,
      purpose,
      risk,
      task,
      ended: z.literal(true).optional().describe('Ends the watching: the model is out of use.'),
      runsAt: z
        .string()
        .min(3)
        .max(500)
        .describe('Where it runs, in words or as an address, for whoever must find it.'),
      files: z.object({ baseline: Manifest.shape.files.shape.baseline }).strict(),
      signature,
      sensitive,
      monitoring,
      retraining,
    })
    .strict()
    .refine(({ signature: { inputs } }) => new Set(inputs.map(({ name }) => name)).size === inputs.length, {
      path: ['signature', 'inputs'],
      message: 'each name once',
    })
    .refine(
      ({ signature: { inputs, label, output } }) => inputs.every(({ name }) => name !== label && name !== output.name),
      {
        path: ['signature'],
        message: 'a label and an output that are not inputs',
      },
    );
});
export type ExternalManifest = z.infer<typeof ExternalManifest>;

/** A model that runs elsewhere and is watched here. Nobody approved it here, and nothing of it is deployed. */
export const ExternalModel = whenUsed(() =>
  ModelId.extend({
    version: Version,
    owner: z.string(),
    submitter: z.string(),
    purpose: z.string(),
    risk: RiskTier,
    task: z.string(),
    runsAt: z.string(),
    /** Since when this version is watched. */
    since: z.iso.datetime(),
    /** Since when it is not watched any more, because its team said that it is out of use. */
    ended: z.iso.datetime().optional(),
    /** Digest of its manifest, a document of the evidence store. */
    manifest: Sha256,
    profile: Sha256,
    policy: z.object({ version: z.int().positive(), sha256: Sha256 }),
    revision: z.int().nonnegative(),
  }),
);
export type ExternalModel = z.infer<typeof ExternalModel>;

/** Reads `<team>/<model>/<version>/external.yaml`; nothing for any other key. */
export const placeOfExternal = (key: string) => {
  const [first, second, third, file, ...rest] = key.split('/');
  const place = ModelId.extend({ version: Version }).safeParse({ team: first, model: second, version: third });
  if (!place.success || file !== 'external.yaml' || rest.length > 0) return undefined;
  return { ...place.data, prefix: `${first}/${second}/${third}/` };
};
