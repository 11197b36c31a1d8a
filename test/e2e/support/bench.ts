import type { TokenUsage } from '../../../src/runtime/kernel/changes/changes.ts';
import { carriersOf } from '../../support/program/processes.ts';
import { SPEC } from '../../support/program/specs.ts';
import { type Answer, Workspace } from '../../support/program/workspace.ts';
import { HARNESSES, type Harness, type Wishes } from './harnesses.ts';
import { ScriptedModel } from './model.ts';
import { note, type Row } from './report.ts';
import { type Play, stages } from './stages.ts';

const WAIT_SECONDS = '120';
const TICKS_MAX = 40;
const CONFIG = 'millrace-agents/millrace.toml';

/** What a case configures beside the harnesses. */
export interface Setting extends Wishes {
  /** Further tables. */
  readonly lines?: string;
  readonly edit?: (toml: string) => string;
  /** What else happens to the workspace before the spec is handed over. */
  readonly prepare?: (workspace: Workspace) => void;
}

/** A keeper syncs what it has written once its owner has gone on. */
const LINGER_MS_MAX = 2000;
const LOOK_MS = 20;
const PAUSE = new Int32Array(new SharedArrayBuffer(4));

/** One workspace of one user, with real harnesses and a model that is scripted. */
export class Bench {
  readonly workspace = new Workspace();
  readonly model: ScriptedModel;

  constructor(play: Play) {
    this.model = new ScriptedModel(stages(play));
    Object.assign(this.workspace.env, { NO_PROXY: '127.0.0.1', LANG: 'C.UTF-8' });
    for (const { env } of HARNESSES) Object.assign(this.workspace.env, env);
  }

  /** A workspace in the mode, with a spec in its queue. */
  async ready(
    harnesses: readonly Harness[],
    mode: string,
    { lines = '', edit = (toml) => toml, prepare = () => {}, ...wishes }: Setting = {},
  ): Promise<void> {
    const url = await this.model.start();
    await this.workspace.answer('init', '--mode', mode);
    for (const { home } of harnesses) {
      for (const [name, text] of Object.entries(home(url, wishes))) {
        this.workspace.write(`../${name}`, text);
      }
    }
    const tables = harnesses.map((one) => one.config(url, wishes));
    const toml = [`[runtime]\ndefault_mode = "${mode}"`, lines, ...tables].join('\n\n');
    this.workspace.write(CONFIG, edit(toml));
    this.workspace.trustEdits();
    prepare(this.workspace);
    await this.workspace.answer('enqueue-spec', '--document', SPEC);
  }

  tick(): Promise<Answer> {
    return this.workspace.answer('run', 'once', '--wait-seconds', WAIT_SECONDS);
  }

  /** Ticks until there is nothing to do; returns the outcomes in order. */
  async finish(): Promise<string[]> {
    const outcomes: string[] = [];
    for (let count = 0; count < TICKS_MAX; count += 1) {
      const { did, applied } = await this.tick();
      if (did !== 'applied') return outcomes;
      outcomes.push(outcomeOf(applied));
    }
    throw new Error(`not finished after ${TICKS_MAX} stages`);
  }

  /** What the journal counts for all attempts so far; null = none of them is known. */
  spent(): TokenUsage | null {
    const all = this.workspace
      .changes()
      .filter(({ k }) => k === 'result@1' || k === 'attempt-end@1')
      .flatMap(({ usage }) => (isUsage(usage) ? [usage] : []));
    return all.length === 0 ? null : all.reduce(sum, NOTHING);
  }

  /** Ids of all attempts that were dispatched, in order. */
  attempts(): string[] {
    return this.workspace
      .changes()
      .filter(({ k }) => k === 'attempt@1')
      .map(({ attempt }) => String(attempt));
  }

  /** Processes of any attempt that are alive; a keeper goes a moment after its end is known. */
  survivors(): number {
    const end = performance.now() + LINGER_MS_MAX;
    for (;;) {
      const { length } = carriersOf(`HOME=${this.workspace.folder}`);
      if (length === 0 || performance.now() > end) return length;
      Atomics.wait(PAUSE, 0, 0, LOOK_MS);
    }
  }

  report(row: Omit<Row, 'recorded' | 'survivors'>): void {
    note({ ...row, recorded: this.spent(), survivors: this.survivors() });
  }

  async close(): Promise<void> {
    await this.model.stop();
    this.workspace.end();
  }
}

function outcomeOf(applied: unknown): string {
  const known = typeof applied === 'object' && applied !== null && 'outcome' in applied;
  return known ? String(applied.outcome) : '';
}

function isUsage(value: unknown): value is TokenUsage {
  return typeof value === 'object' && value !== null && 'total_tokens' in value;
}

/** Tokens alone: what they cost is the harness's own reckoning. */
const NOTHING: TokenUsage = {
  input_tokens: 0,
  cached_input_tokens: 0,
  output_tokens: 0,
  thinking_tokens: 0,
  total_tokens: 0,
};

export function sum(one: TokenUsage, other: TokenUsage): TokenUsage {
  return {
    input_tokens: one.input_tokens + other.input_tokens,
    cached_input_tokens: one.cached_input_tokens + other.cached_input_tokens,
    output_tokens: one.output_tokens + other.output_tokens,
    thinking_tokens: one.thinking_tokens + other.thinking_tokens,
    total_tokens: one.total_tokens + other.total_tokens,
  };
}
