import {
  ATTEMPT_FILES,
  type Attempts,
  type AttemptView,
  type Completion,
  type LaunchSpec,
} from '../src/runtime/keeper/types.ts';
import { simulatedArtifact, stageRequest } from '../src/runtime/runners/index.ts';
import type { MemoryFolder } from './memory-folder.ts';

type Files = ReadonlyMap<string, string | Uint8Array>;

/** What each stage says. One checked task in six is sent to repair first. */
const OUTCOMES: Readonly<Record<string, string>> = {
  planner: 'PLANNER_COMPLETE',
  manager: 'MANAGER_COMPLETE',
  builder: 'BUILDER_COMPLETE',
  checker: 'CHECKER_PASS',
  fixer: 'FIXER_COMPLETE',
  doublechecker: 'DOUBLECHECK_PASS',
  updater: 'UPDATE_COMPLETE',
  arbiter: 'ARBITER_COMPLETE',
};
const REPAIRED_ONE_IN = 6;
const REPORT =
  'The cursor is written in the same transaction as the rows that it covers. Two tests were added; ' +
  'the command that was named printed 214 passed, 0 failed. Nothing else was touched.\n';

/** Attempts in memory: a spawned stage ends when `play` is called, outside of what is measured. */
export class PlayedAttempts implements Attempts {
  /** Prompts in the order of their preparation, by node. */
  readonly prompts: { readonly node: string; readonly prompt: string }[] = [];
  /** What was composed last. */
  latest: { readonly spec: LaunchSpec; readonly files: Files } | null = null;
  private readonly prepared = new Map<string, Files>();
  private readonly completions = new Map<string, Completion>();
  private waiting: string[] = [];
  private checked = 0;

  constructor(
    private readonly disk: MemoryFolder,
    private readonly folder: string,
  ) {}

  directory(attempt: string): string {
    return `${this.folder}/${attempt}`;
  }

  /** Keeps the files only: what it takes to write them is measured by itself. */
  prepare(spec: LaunchSpec, files: Files): void {
    this.prepared.set(spec.attempt, files);
    this.latest = { spec, files };
  }

  spawn(attempt: string): void {
    this.waiting.push(attempt);
  }

  /** Lets every spawned stage end. */
  play(): void {
    for (const attempt of this.waiting.splice(0)) this.end(attempt);
  }

  look(attempt: string): AttemptView {
    const completion = this.completions.get(attempt);
    return completion === undefined ? { row: 'held' } : { row: 'completed', completion };
  }

  lifeOf(attempt: string): 'alive' | 'ended' {
    return this.completions.has(attempt) ? 'ended' : 'alive';
  }

  ready(): void {}

  standDown(): void {}

  processorUse(): null {
    return null;
  }

  cancel(): void {}

  async wait(): Promise<void> {}

  /** Every spawned stage runs now: its files are there. */
  begin(): void {
    for (const attempt of this.waiting) {
      for (const [name, content] of this.filesOf(attempt)) this.put(attempt, name, content);
      this.put(attempt, ATTEMPT_FILES.request, '{}');
      this.put(attempt, ATTEMPT_FILES.stdout, '');
      this.put(attempt, ATTEMPT_FILES.stderr, '');
    }
  }

  private put(attempt: string, name: string, content: string | Uint8Array): void {
    this.disk.put(`${this.directory(attempt)}/${name}`, content);
  }

  private filesOf(attempt: string): Files {
    const files = this.prepared.get(attempt);
    if (files === undefined) throw new Error(`nobody prepared ${attempt}`);
    return files;
  }

  private end(attempt: string): void {
    const files = this.filesOf(attempt);
    const text = textOf(files, `${ATTEMPT_FILES.inputs}/request.json`);
    const request = stageRequest.parse(JSON.parse(text));
    this.prompts.push({ node: request.node.node_id, prompt: textOf(files, ATTEMPT_FILES.prompt) });
    const outcome = this.outcomeOf(request.node.node_id);
    const put = (name: string, text: string) => this.put(attempt, name, text);
    const result = { terminal_result: outcome, summary: REPORT.trim() };
    put(`${ATTEMPT_FILES.outbox}/result.json`, JSON.stringify(result));
    for (const artifact of request.node.artifacts) {
      // One that is required for another result only is not written for this one.
      if (artifact.required_on.length > 0 && !artifact.required_on.includes(outcome)) continue;
      const content = simulatedArtifact(artifact, outcome, request, REPORT);
      put(`${ATTEMPT_FILES.outbox}/${artifact.file}`, content);
    }
    put(ATTEMPT_FILES.stdout, `${REPORT}\n### ${outcome}\n`);
    const completion = completionOf(attempt);
    put(ATTEMPT_FILES.completion, JSON.stringify(completion));
    this.completions.set(attempt, completion);
  }

  private outcomeOf(node: string): string {
    if (node === 'checker') {
      this.checked += 1;
      if (this.checked % REPAIRED_ONE_IN === 0) return 'FIX_NEEDED';
    }
    const outcome = OUTCOMES[node];
    if (outcome === undefined) throw new Error(`nobody plays ${node}`);
    return outcome;
  }
}

function textOf(files: Files, name: string): string {
  const content = files.get(name) ?? '';
  return typeof content === 'string' ? content : new TextDecoder().decode(content);
}

function completionOf(attempt: string): Completion {
  return {
    attempt,
    outcome: 'exited',
    reason: null,
    exit_code: 0,
    by: 'first',
    swept: 0,
    started_at: '2026-01-01T00:00:00.000Z',
    ended_at: '2026-01-01T00:01:00.000Z',
    duration_ms: 60_000,
    stdout_bytes: 200,
    stderr_bytes: 0,
  };
}
