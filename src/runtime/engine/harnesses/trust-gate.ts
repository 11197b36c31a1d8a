import { lossOf } from '../../anchor/index.ts';
import { isMillraceError, MillraceError } from '../../errors/errors.ts';
import type { Plan, RunnerConfig } from '../../plan/index.ts';
import type { TrustItem, TrustSource, TrustSubject, TrustVerdict } from '../../ports/index.ts';
import { bareNode } from '../../runners/index.ts';
import { typedWord } from '../../text/shell-word.ts';
import { IdentityWatch, type Layout } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { TRUST_COMMAND } from '../views/trust-command.ts';
import { OwnFiles } from './own-files.ts';
import { stageRunners } from './plan-runners.ts';

const SHOWN_MAX = 6;
const LINE_LENGTH_MAX = 140;

/**
 * The one gate before everything that a workspace names: whoever starts a stage, a probe or a program
 * of a runner asks here first. It is asked of the frozen plan, which is what runs.
 */
export class TrustGate {
  private readonly files: OwnFiles;
  private readonly identity: IdentityWatch;
  private known: {
    readonly plan: Plan;
    readonly work_dir: string;
    readonly items: readonly TrustItem[];
    readonly paths: readonly string[];
  } | null = null;

  constructor(
    private readonly ports: EnginePorts,
    private readonly layout: Layout,
  ) {
    this.files = new OwnFiles(ports);
    this.identity = new IdentityWatch(ports.disk, layout);
  }

  /** Looks only. */
  problemOf(plan: Plan): MillraceError | null {
    const subject = this.subjectOf(plan);
    const verdict = this.ports.trust.judge(subject);
    return verdict.trusted ? null : notTrusted(subject, verdict);
  }

  /** What its user has to do before anything starts; null = nothing. */
  advice(plan: Plan | null): string | null {
    return plan === null ? null : (this.problemOf(plan)?.facts.next ?? null);
  }

  /**
   * Before something starts: what is trusted as it first runs is kept, so that a later edit shows.
   * `work_dir`: where it will run, for whoever knows; else as the config says now.
   */
  pass(plan: Plan, work_dir?: string): MillraceError | null {
    const subject = this.subjectOf(plan, work_dir);
    const verdict = this.ports.trust.judge(subject);
    if (!verdict.trusted) return notTrusted(subject, verdict);
    if (verdict.first) this.ports.trust.keep(subject, verdict.by);
    return null;
  }

  /**
   * What was trusted stays so with these texts, to which somebody agreed: path of a skill -> digest.
   * Where the rest is not trusted, nothing is.
   */
  extend(plan: Plan, texts: ReadonlyMap<string, string | null>, by: TrustSource): void {
    const before = this.subjectOf(plan);
    if (!this.ports.trust.judge(before).trusted) return;
    const items = before.items.map((item) => {
      const sha256 = item.kind === 'skill' ? texts.get(item.name) : undefined;
      return sha256 == null ? item : { ...item, sha256, shipped: false };
    });
    const after = { ...before, items };
    if (!this.ports.trust.judge(after).trusted) this.ports.trust.keep(after, by);
  }

  /** Whether the program of a runner may be asked something: it is the release's own, or trusted here. */
  readonly mayAsk = (runner: string, config: RunnerConfig): boolean => {
    const items = this.ports.plans.runnerItems(runner, config);
    if (items.every(({ shipped }) => shipped)) return true;
    const here = this.here();
    const stage = { config, node: bareNode(runner) };
    const paths = this.files.paths([stage], this.workDir(here.place), here.place);
    const files = this.files.items(paths, here.place);
    const verdict = this.ports.trust.judge({ ...here, items: [...items, ...files] });
    // Who only looks does not settle what a workspace is that is still being set up.
    return verdict.trusted && !(verdict.first && verdict.by === 'init');
  };

  /** All that would run under the plan, and where. */
  subjectOf(plan: Plan, work_dir?: string): TrustSubject {
    const here = this.here();
    const { items, paths } = this.partsOf(plan, here.place, work_dir ?? this.workDir(here.place));
    return { ...here, items: [...items, ...this.files.items(paths, here.place)] };
  }

  private here(): Pick<TrustSubject, 'place' | 'workspace'> {
    const { disk, state_home } = this.ports;
    const place = disk.realpath(this.layout.root) ?? this.layout.root;
    // Where its state was deleted it is still the same, and so is what was agreed to.
    const id = this.identity.read();
    return { place, workspace: id ?? lossOf(this.ports, state_home, this.layout)?.id ?? null };
  }

  private partsOf(plan: Plan, place: string, work_dir: string) {
    if (this.known?.plan !== plan || this.known.work_dir !== work_dir) {
      const items = this.ports.plans.trustItems(plan);
      const paths = this.files.paths(stageRunners(plan), work_dir, place);
      this.known = { plan, work_dir, items, paths };
    }
    return this.known;
  }

  /** A config that does not say it keeps every stage from starting anyway. */
  private workDir(place: string): string {
    try {
      return this.ports.workDir();
    } catch (error) {
      if (isMillraceError(error)) return place;
      throw error;
    }
  }
}

type Refusal = Extract<TrustVerdict, { trusted: false }>;

function notTrusted({ place }: TrustSubject, { why, items, notes }: Refusal): MillraceError {
  const what =
    why === 'unknown'
      ? `Nobody has trusted the workspace ${place} yet, so nothing of it is started. It would run`
      : `The workspace ${place} has changed since it was trusted, so nothing of it is started. New is`;
  return new MillraceError('workspace_not_trusted', {
    what: [`${what}: ${namedItems(items)}`, ...notes].join('. '),
    expected: 'that the user of this machine has seen it and agrees',
    next:
      `The user has to run \`${TRUST_COMMAND} --workspace ${typedWord(place)}\` in a terminal, which shows ` +
      'all of it and asks; no tool can do that. Reading, enqueue_spec and compile_validate work without it',
    details: { trust: why, items: items.length },
  });
}

/** What executes first; then what instructs and is not the release's own. */
function namedItems(items: readonly TrustItem[]): string {
  const runs = items.filter(({ kind }) => kind === 'runner' || kind === 'files');
  const rest = items.filter((item) => !runs.includes(item) && !item.shipped);
  const named = [...runs, ...rest];
  const shown = named.slice(0, SHOWN_MAX).map(itemText);
  const more = named.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

const KIND_WORDS: Readonly<Record<TrustItem['kind'], string>> = {
  runner: 'runner',
  words: 'arguments of',
  files: 'file',
  mode: 'mode',
  graph_loop: 'graph',
  stage_kind: 'stage kind',
  entrypoint: 'prompt',
  skill: 'skill',
  family: 'family',
};

function itemText({ kind, name, line }: TrustItem): string {
  const said = `${KIND_WORDS[kind]} ${name}`;
  const text = line === name ? said : `${said} (${line})`;
  return text.length <= LINE_LENGTH_MAX ? text : `${text.slice(0, LINE_LENGTH_MAX)}...`;
}
