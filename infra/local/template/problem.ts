/** One thing in a template that the local cloud cannot do rightly, and so does not do at all. */
export interface Problem {
  readonly stack: string;
  /** A resource, an output or a condition. */
  readonly logicalId: string;
  readonly type?: string;
  readonly what: string;
}

/** Every problem of the template in one error. */
export class TemplateRefused extends Error {
  override readonly name = 'TemplateRefused';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const lines = problems.map(
      ({ stack, logicalId, type, what }) => `- ${stack} / ${logicalId}${type ? ` (${type})` : ''}: ${what}`,
    );
    super(
      `The local cloud cannot load this template (${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}):\n${lines.join('\n')}`,
    );
    this.problems = problems;
  }
}

/** What is wrong with one value; the loader adds where. */
export class Unresolvable extends Error {
  override readonly name: string = 'Unresolvable';
}

/** A value that hangs on something whose own problem is told already. */
export class FollowsFromAnother extends Unresolvable {}
