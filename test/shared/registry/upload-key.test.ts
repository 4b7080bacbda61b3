import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VersionId } from '../../../shared/registry/schema.ts';
import { placeOf } from '../../../shared/registry/upload-key.ts';

describe('the place of a manifest', () => {
  it.each(['manifest.yaml', 'manifest.json'])('is read from the key of %s', (file) => {
    expect(placeOf(`lending/credit-risk/1.4.0/${file}`)).toEqual({
      kind: 'manifest',
      team: 'lending',
      model: 'credit-risk',
      version: '1.4.0',
      prefix: 'lending/credit-risk/1.4.0/',
    });
  });

  it.each([
    '',
    '/',
    'manifest.yaml',
    'lending/credit-risk/1.4.0/',
    'lending/credit-risk/1.4.0/model.tar.gz',
    'lending/credit-risk/1.4.0/deeper/manifest.yaml',
    'lending/credit-risk//manifest.yaml',
    'lending//1.4.0/manifest.yaml',
    '../credit-risk/1.4.0/manifest.yaml',
    'lending/../1.4.0/manifest.yaml',
    'Lending/credit-risk/1.4.0/manifest.yaml',
    'lending/crédit/1.4.0/manifest.yaml',
    'lending/cre\u0301dit/1.4.0/manifest.yaml',
    'lending/credit+risk/1.4.0/manifest.yaml',
    'lending/credit%20risk/1.4.0/manifest.yaml',
    'lending/credit-risk/1.4/manifest.yaml',
    'lending/credit-risk/01.4.0/manifest.yaml',
    'lending/credit-risk/1.4.0/MANIFEST.YAML',
    `lending/${'m'.repeat(1000)}/1.4.0/manifest.yaml`,
  ])('is not read from "%s" (R-07)', (key) => {
    expect(placeOf(key).kind).not.toBe('manifest');
  });

  it('is told from the slips of people, each with what would be right', () => {
    const problems = (key: string) => {
      const place = placeOf(key);
      return place.kind === 'misplaced' ? place.findings.map(({ path, expected }) => `${path}: ${expected}`) : [];
    };

    expect(problems('Lending/credit-risk/1.4/manifest.yml')).toEqual([
      'team: lower-case letters, digits and hyphens, 2 to 31 characters',
      'version: a semantic version such as 1.4.0',
      'file: manifest.yaml or manifest.json',
    ]);
    expect(problems('credit-risk/1.4.0/manifest.yaml')[0]).toContain('TEAM/MODEL/VERSION/manifest.yaml');
  });

  it('is a valid one or none, whatever the key', () => {
    const part = fc.oneof(fc.constantFrom('lending', 'credit-risk', '1.0.0', '..', '', 'manifest.yaml'), fc.string());
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const key = parts.join('/');
        const place = placeOf(key);
        if (place.kind === 'manifest') {
          VersionId.parse(place);
          expect(key.startsWith(place.prefix)).toBe(true);
        }
      }),
    );
  });
});
