import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Announcements } from './announcements.ts';
import { Approvals } from './approvals.ts';
import { Endpoints } from './endpoints.ts';
import { ExternalModels } from './external-models.ts';
import type { Foundation } from './foundation.ts';
import { Intake } from './intake.ts';
import { Mail } from './mail.ts';
import { Monitoring } from './monitoring.ts';
import { pipelineParameters } from './parameters.ts';
import { Registry } from './registry.ts';
import { Release } from './release.ts';
import { Retirement } from './retirement.ts';
import { Rollback } from './rollback.ts';
import { SignIn } from './sign-in.ts';
import { Site } from './site.ts';

/** Everything that works: functions, machines, rules, schedules, pages. Holds nothing, so it can go and come back. */
export class PipelineStack extends Stack {
  readonly site: Site;
  readonly release: Release;
  readonly monitoring: Monitoring;
  readonly announcements: Announcements;

  constructor(scope: Construct, id: string, { stage, storage, ...props }: StackProps & Foundation) {
    super(scope, id, props);
    const given = pipelineParameters(this);
    const foundation = { stage, storage };
    this.site = new Site(this, 'Site', { stage, address: given.siteUrl });
    const mail = new Mail(this, 'Mail', { from: given.mailFrom });
    const reaching = { ...foundation, site: this.site, mail };

    const endpoints = new Endpoints(this, 'Endpoints', foundation);
    const serving = { ...foundation, endpoints, onnxImage: given.onnxImage };
    const rollback = new Rollback(this, 'Rollback', serving);
    this.monitoring = new Monitoring(this, 'Monitoring', { ...foundation, endpoints, rollback: rollback.machine });
    const approvals = new Approvals(this, 'Approvals', reaching);
    this.release = new Release(this, 'Release', { ...serving, approvals, monitoring: this.monitoring });
    const retirement = new Retirement(this, 'Retirement', { ...serving, schedules: this.monitoring.schedules });
    const { machine: external } = new ExternalModels(this, 'External', { ...foundation, monitoring: this.monitoring });
    new Intake(this, 'Intake', { ...foundation, release: this.release.machine, external });
    this.announcements = new Announcements(this, 'Announcements', reaching);
    new SignIn(this, 'SignIn', { ...reaching, ...given });
    new Registry(this, 'Registry', reaching);

    // What the command line and people ask for by name.
    this.tell('SiteUrl', this.site.url);
    this.tell('ReleaseMachineArn', this.release.machine.stateMachineArn);
    this.tell('MonitorMachineArn', this.monitoring.machine.stateMachineArn);
    this.tell('RollbackMachineArn', rollback.machine.stateMachineArn);
    this.tell('RetireMachineArn', retirement.machine.stateMachineArn);
    this.tell('ScheduleGroup', this.monitoring.schedules.group);
  }

  private tell(name: string, value: string): void {
    new CfnOutput(this, `Told${name}`, { value }).overrideLogicalId(name);
  }
}
