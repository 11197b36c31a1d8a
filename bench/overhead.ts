import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { enginePorts } from '../src/backend/host.ts';
import type { Attempts, LaunchSpec } from '../src/runtime/keeper/types.ts';
import { layoutOf, readWorkspaceId } from '../src/runtime/workspace/index.ts';
import { Held } from './held.ts';
import { ms, type Row, statOf, timed } from './measure.ts';
import { plantedWorkspace } from './workspace.ts';

const WARM_UP_STAGES = 20;
const STAGES = 40;
const QUEUED = 40;
const SHARE_MS_MAX = 15;
const WAIT_MS = 60_000;
const EXITS = 20;

interface Speaker {
  readonly name: string;
  readonly table: 'codex' | 'claude';
  readonly mode: string;
  /** What it prints; MARKER stands for the first legal result. */
  readonly prints: readonly object[];
}

const USAGE = { input_tokens: 5, output_tokens: 2 };
const SPEAKERS: readonly Speaker[] = [
  {
    name: 'Codex',
    table: 'codex',
    mode: 'default_codex',
    prints: [
      { type: 'thread.started', thread_id: 'one' },
      { type: 'item.completed', item: { type: 'agent_message', text: '### MARKER' } },
      { type: 'turn.completed', usage: USAGE },
    ],
  },
  {
    name: 'Claude Code',
    table: 'claude',
    mode: 'default_claude',
    prints: [
      { type: 'system', subtype: 'init', session_id: 'one' },
      {
        type: 'result',
        subtype: 'success',
        is_error: false,
        result: '### MARKER',
        usage: USAGE,
      },
    ],
  },
];

/**
 * What a stage takes beside its harness and the start of its keeper, with real processes: between
 * the end of one harness and the keeper of the next, everything is ours.
 */
export async function measureOverhead(folder: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const speaker of SPEAKERS)
    rows.push(...(await measure(speaker, join(folder, speaker.table))));
  return rows;
}

async function measure(speaker: Speaker, folder: string): Promise<Row[]> {
  const root = join(folder, 'workspace');
  const program = join(folder, 'harness');
  mkdirSync(root, { recursive: true });
  writeFileSync(program, scriptOf(speaker, folder));
  chmodSync(program, 0o755);
  await plant(root, speaker, program);
  const ports = enginePorts(root);
  const id = readWorkspaceId(ports.disk, layoutOf(root)) ?? '';
  const attempts = new Watched(ports.attempts(layoutOf(root).attempts, () => id));
  const held = await Held.take(root, { ...ports, attempts: () => attempts });
  const exit_ms = ownExit_ms(program, folder);
  const parts: Parts = { judged: [], applied: [], folder: [], whole: [] };
  held.work();
  for (let stage = 0; stage < WARM_UP_STAGES + STAGES; stage += 1) {
    const { attempt } = attempts;
    if (attempt === '') throw new Error(`${speaker.name} was not started`);
    while (attempts.look(attempt).row !== 'completed') await attempts.wait(attempt, WAIT_MS);
    const seen_ms = now();
    const { kind } = held.work();
    // Where nothing could follow at once, the next stage is dispatched by itself.
    if (kind !== 'applied' || attempts.attempt === attempt || stage < WARM_UP_STAGES) continue;
    const end_ms = endOf(folder, attempt) + exit_ms;
    parts.judged.push(seen_ms - end_ms);
    parts.applied.push(attempts.spawned_ms - seen_ms - attempts.folder_ms);
    parts.folder.push(attempts.folder_ms);
    parts.whole.push(attempts.spawned_ms - end_ms);
  }
  await held.release();
  if (parts.whole.length < STAGES / 2) throw new Error(`${speaker.name} ran too few stages`);
  return rowsOf(speaker, parts);
}

/** From the last word of the harness until its process is gone: that is not ours. */
function ownExit_ms(program: string, folder: string): number {
  const samples = Array.from({ length: EXITS }, (_, at) => {
    const attempt = `alone-${at}`;
    spawnSync(program, { env: { MILLRACE_ATTEMPT: attempt }, input: '', stdio: 'pipe' });
    return now() - endOf(folder, attempt);
  });
  return statOf(samples).p50;
}

/** Milliseconds, one of each for a stage. */
interface Parts {
  readonly judged: number[];
  readonly applied: number[];
  /** Making files takes what the file system takes just then. */
  readonly folder: number[];
  readonly whole: number[];
}

/** Remembers which attempt was given to a keeper last, and when. */
class Watched implements Attempts {
  attempt = '';
  spawned_ms = 0;
  readonly directory: Attempts['directory'];
  folder_ms = 0;
  readonly ready: Attempts['ready'];
  readonly standDown: Attempts['standDown'];
  readonly look: Attempts['look'];
  readonly lifeOf: Attempts['lifeOf'];
  readonly cancel: Attempts['cancel'];
  readonly processorUse: Attempts['processorUse'];
  readonly wait: Attempts['wait'];

  constructor(private readonly inner: Attempts) {
    this.directory = (attempt) => inner.directory(attempt);
    this.ready = () => inner.ready();
    this.standDown = () => inner.standDown();
    this.look = (attempt) => inner.look(attempt);
    this.cancel = (attempt, reason) => inner.cancel(attempt, reason);
    this.processorUse = (attempt) => inner.processorUse(attempt);
    this.lifeOf = (attempt) => inner.lifeOf(attempt);
    this.wait = (attempt, ms, signal) => inner.wait(attempt, ms, signal);
  }

  prepare(spec: LaunchSpec, files: ReadonlyMap<string, string | Uint8Array>): void {
    this.folder_ms = timed(() => this.inner.prepare(spec, files));
  }

  spawn(attempt: string): void {
    this.attempt = attempt;
    this.spawned_ms = now();
    this.inner.spawn(attempt);
  }
}

async function plant(root: string, { table, mode }: Speaker, program: string): Promise<void> {
  await plantedWorkspace(root, QUEUED, 0, mode);
  const config = `[runtime]\ndefault_mode = "${mode}"\n\n[runners.${table}]\ncommand = "${program}"\n`;
  writeFileSync(layoutOf(root).at('millrace.toml'), config);
}

/** Reads its prompt, says the first legal result, and leaves the time of its end. */
function scriptOf({ prints }: Speaker, folder: string): string {
  const lines = prints.map((one) => JSON.stringify(one)).join('\n');
  return [
    '#!/bin/bash',
    'prompt=$(cat)',
    "[[ $prompt =~ '- `### '([A-Z_]+) ]]",
    'marker=$' + '{BASH_REMATCH[1]}',
    `printf '%s\\n' '${lines.replace('MARKER', "'$marker'")}'`,
    `printf '%s' "$EPOCHREALTIME" > '${folder}'/end-"$MILLRACE_ATTEMPT"`,
    '',
  ].join('\n');
}

function endOf(folder: string, attempt: string): number {
  return Number(readFileSync(join(folder, `end-${attempt}`), 'utf8')) * 1000;
}

function now(): number {
  return performance.timeOrigin + performance.now();
}

function rowsOf({ name }: Speaker, { judged, applied, folder, whole }: Parts): Row[] {
  const share = statOf(whole.map((all, at) => all - (folder[at] ?? 0)));
  const all = statOf(whole);
  return [
    {
      what: `${name}: from the end of its harness until the owner knows`,
      time: statOf(judged),
      ok: null,
    },
    { what: `${name}: result applied, next stage dispatched`, time: statOf(applied), ok: null },
    { what: `${name}: folder of the next attempt`, time: statOf(folder), ok: null },
    {
      what: `${name}: from the end of one harness to the keeper of the next, folder left out`,
      time: share,
      result: `p50 ${ms(all.p50)} ms with it`,
      limit: `${SHARE_MS_MAX} ms`,
      ok: share.p50 <= SHARE_MS_MAX,
    },
  ];
}
