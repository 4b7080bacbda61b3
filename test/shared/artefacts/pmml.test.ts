import { describe, expect, it } from 'vitest';
import { scanBytes } from '../../support/corpus.ts';

const pmml = (attributes: string, header = '<Header/>') =>
  Buffer.from(
    `<?xml version="1.0"?><PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4" ${attributes}>${header}<DataDictionary><DataField name="age" optype="continuous" dataType="double"/><DataField name="y" optype="continuous" dataType="double"/></DataDictionary><RegressionModel functionName="regression"><MiningSchema><MiningField name="age"/><MiningField name="y" usageType="target"/></MiningSchema><RegressionTable intercept="1"><NumericPredictor name="age" coefficient="2"/></RegressionTable></RegressionModel></PMML>`,
  );
const findings = async (attributes: string, header?: string) =>
  (await scanBytes(pmml(attributes, header), 'model.pmml')).findings;

describe('namespaces of a PMML document', () => {
  it.each(['', 'xmlns:a="http://example.com/a"', 'xmlns:xml="http://www.w3.org/XML/1998/namespace"'])(
    'are taken when no parser would object: %s',
    async (attributes) => {
      expect(await findings(attributes)).toEqual([]);
    },
  );

  it.each([
    ['xmlns:xmlns="http://example.com/a"', '<Header/>'],
    ['xmlns:a="http://www.w3.org/2000/xmlns/"', '<Header/>'],
    ['xmlns:xml="http://example.com/a"', '<Header/>'],
    ['xmlns:a="http://www.w3.org/XML/1998/namespace"', '<Header/>'],
    ['xmlns:a=""', '<Header/>'],
    ['', '<xmlns:Header/>'],
  ])('are refused when they declare what is reserved, or nothing: %s %s', async (attributes, header) => {
    expect(await findings(attributes, header)).toMatchObject([{ code: 'xml-malformed' }]);
  });
});
