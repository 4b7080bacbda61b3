import { App, DefaultStackSynthesizer, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { stageNamed } from '../config.ts';
import { slipway } from '../slipway.ts';

const app = new App({
  analyticsReporting: false,
  // The rule would add a parameter to every template; the CDK command line checks the bootstrap itself.
  defaultStackSynthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
});
slipway(app, stageNamed((app.node.tryGetContext('stage') as string | undefined) ?? 'slipway'));
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
