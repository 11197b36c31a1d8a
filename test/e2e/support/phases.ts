import { existsSync } from 'node:fs';
import type { TokenUsage } from '../../../src/runtime/kernel/changes/changes.ts';
import { until } from '../../support/program/processes.ts';
import type { Running } from '../../support/program/workspace.ts';
import { PROBE, type Reply } from './api.ts';
import { Bench, type Setting } from './bench.ts';
import type { Harness } from './harnesses.ts';
import { type Play, runs, succeeds, TURNS } from './stages.ts';

/** A tool with a child in a session of its own, which no signal to the harness reaches. */
const HANGS = `nohup setsid sleep 600 >/dev/null 2>&1 & echo > ${PROBE.called}; sleep 600`;
/** A tool that a test lets go on. */
const WAITS = `echo > ${PROBE.called}; while [ ! -e go-on ]; do sleep 0.1; done`;

/** A moment in the middle of a stage, at which a test does something to it. */
export interface Phase {
  readonly name: string;
  /** What the model answers first; after that it plays the stage. */
  readonly reply: Reply;
  readonly setting?: Setting;
  readonly reached: (bench: Bench) => boolean;
  /** What is counted when nothing comes after it. */
  readonly spent: (harness: Harness) => TokenUsage | null;
}

const asked = (bench: Bench) => bench.model.asked.length > 0;
const called = (bench: Bench) => existsSync(bench.workspace.at(PROBE.called));

export const BEFORE_HEADERS: Phase = {
  name: 'before headers',
  reply: { stall: 'before' },
  reached: asked,
  spent: () => null,
};

export const IN_STREAM: Phase = {
  name: 'in the stream',
  reply: { text: 'half', stall: 'mid', usage: TURNS[0] },
  reached: asked,
  spent: () => null,
};

export const IN_TOOL: Phase = {
  name: 'in a tool',
  reply: runs(HANGS),
  reached: called,
  spent: ({ first }) => first,
};

export const IN_MCP_CALL: Phase = {
  name: 'in an MCP call',
  reply: { text: 'I will ask it.', mcp: PROBE, usage: TURNS[0] },
  setting: { probe: true },
  reached: called,
  spent: ({ first }) => first,
};

export const PHASES: readonly Phase[] = [BEFORE_HEADERS, IN_STREAM, IN_TOOL, IN_MCP_CALL];

/** A tool that ends when the test says so; the stage then goes on as any other. */
export const IN_WAITING_TOOL: Phase = {
  ...IN_TOOL,
  name: 'in a tool that ends',
  reply: runs(WAITS),
};

export function letGoOn(bench: Bench): void {
  bench.workspace.write('go-on', '');
}

/** The model answers once as the phase says, and then plays the stage. */
export function firstly({ reply }: Phase): Play {
  let answered = false;
  return (stage) => {
    if (answered) return succeeds(stage);
    answered = true;
    return reply;
  };
}

export interface Midst {
  readonly bench: Bench;
  /** The call that waits for the stage. */
  readonly call: Running;
  readonly attempt: string;
}

/** A stage that has come to the phase. */
export async function inMidst(
  harness: Harness,
  phase: Phase,
  setting: Setting = {},
): Promise<Midst> {
  const bench = new Bench(firstly(phase));
  await bench.ready([harness], harness.mode, { ...phase.setting, ...setting });
  const call = bench.workspace.start('run', 'once', '--wait-seconds', '120', '--json');
  const look = () => (phase.reached(bench) ? true : null);
  await until(`the stage ${phase.name}`, look);
  return { bench, call, attempt: bench.attempts()[0] ?? '' };
}
