import type { Clock } from '../kernel/clock.ts';
import { inCodeFolder } from './code-tree.ts';
import type { GlobalUse, ScanFinding, ScanLimits, ScanReport } from './schema.ts';

/** A format's rule is broken so that the rest cannot be read. Never leaves this context: it becomes a finding. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
  readonly code: string;
  readonly offset: number | undefined;
  readonly advice: string | undefined;
  constructor(code: string, message: string, offset?: number, advice?: string) {
    super(message);
    this.code = code;
    this.offset = offset;
    this.advice = advice;
  }
}

export interface Where {
  readonly member?: string | undefined;
  readonly offset?: number | undefined;
  readonly advice?: string | undefined;
}

/** Columns a model reads, as the artefact itself says. */
export interface Features {
  names?: readonly string[];
  count?: number;
}

/** Everything seen in one artefact, kept bounded whatever it holds. */
export interface Notebook {
  refuse(code: string, message: string, where?: Where): void;
  readonly findings: readonly ScanFinding[];
  global(use: GlobalUse): void;
  member(member: ScanReport['members'][number]): void;
  readonly members: readonly ScanReport['members'][number][];
  operator(name: string): void;
  tensors(kind: 'inputs' | 'outputs', shapes: ScanReport['inputs']): void;
  features(found: Features): void;
  /** Notes how much of a limit was used. @throws Malformed `limit-<name>` past it */
  spend(limit: keyof ScanLimits, amount: number, offset?: number): void;
  /** Notes the highest value seen. @throws Malformed `limit-<name>` past the limit */
  reach(limit: keyof ScanLimits, value: number, offset?: number): void;
  /** @throws Malformed `limit-seconds` once the scan takes too long */
  onTime(): void;
  /** Everything noted. What was said of files under `code/` is left out where the whole folder is approved by its digest. */
  seen(
    code?: 'code approved',
  ): Pick<ScanReport, 'members' | 'inputs' | 'outputs' | 'operators' | 'globals' | 'features' | 'limits' | 'findings'>;
}

/** What is held against files of the archive's own code folder whoever approved their content: how they are packed. */
const KEPT_OF_CODE = /^(tar-|zip-|member-name|limit-|truncated)/;

/** That files under `code/` are no models goes without saying: the folder is refused whole, with its digest. */
const LEFT_OUT_OF_CODE = /^(unknown-format|unsupported-format|type-mismatch|empty)$/;

const MOST_FINDINGS = 200;
const MOST_GLOBALS = 2000;
const MOST_FEATURES = 10_000;

export const notebook = (limits: ScanLimits, clock?: Clock): Notebook => {
  const start = clock?.().getTime() ?? 0;
  const findings: ScanFinding[] = [];
  const ofCode: ScanFinding[] = [];
  const said = new Set<string>();
  const globals = new Map<string, GlobalUse & { count: number }>();
  const members: ScanReport['members'] = [];
  const operators = new Set<string>();
  const used: Partial<Record<keyof ScanLimits, number>> = {};
  const tensors: { inputs: ScanReport['inputs']; outputs: ScanReport['outputs'] } = { inputs: [], outputs: [] };
  let features: ScanReport['features'];

  const note = (limit: keyof ScanLimits, value: number, offset?: number): void => {
    used[limit] = Math.max(used[limit] ?? 0, value);
    if (value > limits[limit])
      throw new Malformed(
        `limit-${kebab(limit)}`,
        `the limit of ${limits[limit]} for ${told(limit)} is passed`,
        offset,
      );
  };

  const onTime = (): void => {
    if (clock && clock().getTime() - start > 1000 * limits.seconds)
      throw new Malformed(
        'limit-seconds',
        `the scan takes longer than ${limits.seconds} seconds`,
        undefined,
        'save the model in a simpler format, such as ONNX or safetensors',
      );
  };

  const refuse: Notebook['refuse'] = (code, message, { member, offset, advice } = {}) => {
    const key = `${code}\n${message}\n${member ?? ''}`;
    const aboutCode = member !== undefined && inCodeFolder(member) && !KEPT_OF_CODE.test(code);
    if (aboutCode && LEFT_OUT_OF_CODE.test(code)) return;
    const page = aboutCode ? ofCode : findings;
    if (said.has(key) || page.length > MOST_FINDINGS) return;
    said.add(key);
    if (page.length === MOST_FINDINGS) {
      page.push({ code: 'more-findings', message: `there are more than ${MOST_FINDINGS} findings` });
      return;
    }
    page.push({
      code,
      message: message.slice(0, 1000),
      ...(member && { member: member.slice(0, 512) }),
      ...(offset !== undefined && { offset }),
      ...(advice && { advice }),
    });
  };

  return {
    refuse,
    findings,
    members,
    global({ module, name, role, count }) {
      const key = `${module}\n${name}\n${role}`;
      const known = globals.get(key);
      if (known) known.count += count;
      else if (globals.size < MOST_GLOBALS)
        globals.set(key, { module: module.slice(0, 200), name: name.slice(0, 200), role, count });
    },
    member(member) {
      members.push(member);
    },
    operator(name) {
      if (operators.size < MOST_GLOBALS) operators.add(name.slice(0, 200));
    },
    tensors(kind, shapes) {
      tensors[kind] = [...tensors[kind], ...shapes].slice(0, MOST_FEATURES);
    },
    features({ names, count }) {
      features ??= {
        ...(names && { names: names.slice(0, MOST_FEATURES).map((name) => name.slice(0, 256)) }),
        ...(count !== undefined && { count }),
      };
    },
    spend(limit, amount, offset) {
      onTime();
      // What comes past a limit depends on how much is counted at a time.
      note(limit, Math.min((used[limit] ?? 0) + amount, limits[limit] + 1), offset);
    },
    reach: note,
    onTime,
    seen: (code) => ({
      members,
      ...tensors,
      operators: [...operators].sort(),
      globals: [...globals.values()].sort((a, b) => order(a) - order(b) || (label(a) < label(b) ? -1 : 1)),
      ...(features && { features }),
      limits: Object.entries(used).map(([name, value]) => ({
        name,
        used: value,
        limit: limits[name as keyof ScanLimits],
      })),
      findings: code === 'code approved' ? findings : [...findings, ...ofCode.sort((a, b) => rank(a) - rank(b))],
    }),
  };
};

/** Of a code folder the digest comes first: it is what would have to be approved. */
const rank = ({ code }: ScanFinding): number => (code === 'code-tree' ? 0 : 1);
const order = ({ role }: GlobalUse): number => ['refused', 'call', 'new', 'reference'].indexOf(role);
const label = ({ module, name }: GlobalUse): string => `${module} ${name}`;
const kebab = (name: string): string => name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
const told = (name: string): string => name.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
