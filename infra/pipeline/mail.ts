import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';

/** The address that Slipway writes from. SES sends a confirmation to it once; until then no mail goes out. */
export class Mail extends Construct {
  readonly from: string;
  private readonly identity: EmailIdentity;

  constructor(scope: Construct, id: string, { from }: { readonly from: string }) {
    super(scope, id);
    this.from = from;
    this.identity = new EmailIdentity(this, 'From', { identity: Identity.email(from) });
  }

  /** Lets send, as this address only. */
  allowSending(grantee: IGrantable): void {
    Grant.addToPrincipal({ grantee, actions: ['ses:SendEmail'], resourceArns: [this.identity.emailIdentityArn] });
  }
}
