import type { Scan } from '../scan.ts';
import { readXml } from './xml-events.ts';

const NAMESPACE = /^https?:\/\/www\.dmg\.org\/PMML-\d(_\d){1,2}$/;

/** Model elements of PMML 4.4 (dmg.org, "General Structure"). */
const MODELS = [
  'AnomalyDetectionModel',
  'AssociationModel',
  'BayesianNetworkModel',
  'BaselineModel',
  'ClusteringModel',
  'GaussianProcessModel',
  'GeneralRegressionModel',
  'MiningModel',
  'NaiveBayesModel',
  'NearestNeighborModel',
  'NeuralNetwork',
  'RegressionModel',
  'RuleSetModel',
  'SequenceModel',
  'Scorecard',
  'SupportVectorMachineModel',
  'TextModel',
  'TimeSeriesModel',
  'TreeModel',
];

/** Judges a PMML document (S-34): strict XML, the PMML namespace, one model. */
export const scanPmml = async (scan: Scan): Promise<string> => {
  const { notebook, member } = scan;
  const refuse = (code: string, message: string, offset?: number) => notebook.refuse(code, message, { member, offset });
  const path: string[] = [];
  const models: string[] = [];
  const fields: { name: string; type: string; usage: string }[] = [];
  let declared = '';
  await readXml(scan, {
    open(name, attributes, offset) {
      const local = name.slice(name.indexOf(':') + 1);
      for (const [key, value] of attributes) {
        if (!/^xmlns(:|$)/.test(key)) continue;
        if (/XInclude/i.test(value)) refuse('pmml-include', 'the document includes other files (XInclude)', offset);
        if (path.length === 0 && (key === 'xmlns' || `xmlns:${name.split(':')[0]}` === key)) declared = value;
      }
      if (path.length === 0 && local !== 'PMML')
        refuse('pmml-root', `the root is ${local.slice(0, 100)}, not PMML`, offset);
      if (local === 'include' || local === 'fallback')
        refuse('pmml-include', 'the document includes other files', offset);
      if (path.length === 1 && MODELS.includes(local)) models.push(local);
      if (path.length === 2 && path[1] === 'DataDictionary' && local === 'DataField' && fields.length < 10_000)
        fields.push({ name: attributes.get('name') ?? '', type: attributes.get('dataType') ?? '', usage: 'unused' });
      if (path.length === 3 && path[2] === 'MiningSchema' && local === 'MiningField') {
        const field = fields.find((one) => one.name === attributes.get('name'));
        if (field) field.usage = attributes.get('usageType') ?? 'active';
      }
      path.push(local);
    },
    close: () => void path.pop(),
    text: () => undefined,
  });
  if (!NAMESPACE.test(declared)) refuse('pmml-root', 'the root is in no namespace of PMML', 0);
  if (models.length !== 1)
    refuse('pmml-model', `the document has ${models.length} models that PMML knows instead of one`);
  const active = fields.filter(({ usage }) => usage === 'active');
  notebook.tensors(
    'inputs',
    active.map(({ name, type }) => ({ name, type: type.slice(0, 30), dimensions: [] })),
  );
  notebook.features({ names: active.map(({ name }) => name), count: active.length });
  return 'pmml';
};
