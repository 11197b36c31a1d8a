import { configuredRunners, DEFAULT_CONFIG } from '../src/compiler/index.ts';
import type { AttemptOutput } from '../src/runtime/runners/harness/types.ts';
import { adapterFor } from '../src/runtime/runners/index.ts';
import { type Row, statOf, timed } from './measure.ts';

const STREAM_SIZE_BYTES = 16 * 1024 * 1024;
const READINGS = 7;
const MB_PER_SECOND_MIN = 50;
const LETTER = 66;
/** What a tool printed: short, as most of them, because many small events are the slowest. */
const PRINTED_LENGTHS = [0, 40, 200, 2000];

/** How fast the output of a harness is read once its stage has ended. */
export function measureStreams(): Row[] {
  const runners = configuredRunners(DEFAULT_CONFIG);
  return [
    ...measure('events of Codex', runners.codex_cli, streamOf(codexEvent)),
    ...measure('events of Claude Code', runners.claude_cli, streamOf(claudeEvent)),
    ...measure('events of Pi', runners.pi_rpc, streamOf(piEvent)),
    ...measure('one line without an end', runners.codex_cli, endless()),
  ];
}

/** Nothing of such a line is decoded, so that it takes no memory beside its bytes. */
function endless(): Uint8Array {
  return new Uint8Array(STREAM_SIZE_BYTES).fill(LETTER);
}

function measure(
  name: string,
  config: ReturnType<typeof configuredRunners>[string] | undefined,
  stdout: Uint8Array,
): Row[] {
  if (config === undefined) return [];
  const adapter = adapterFor(config);
  const output = outputOf(stdout);
  const samples = Array.from({ length: READINGS }, () => timed(() => adapter.report(output, null)));
  const time = statOf(samples);
  const speed = output.stdout.length / 1_000_000 / (time.p50 / 1000);
  return [
    {
      what: `reading 16 MiB, ${name}`,
      time,
      result: `${speed.toFixed(0)} MB/s`,
      limit: `${MB_PER_SECOND_MIN} MB/s`,
      ok: speed >= MB_PER_SECOND_MIN,
    },
  ];
}

function streamOf(event: (text: string) => object): Uint8Array {
  const lines = PRINTED_LENGTHS.map((length) => `${JSON.stringify(event('B'.repeat(length)))}\n`);
  const round = lines.join('');
  return new TextEncoder().encode(round.repeat(Math.floor(STREAM_SIZE_BYTES / round.length)));
}

function outputOf(stdout: Uint8Array): AttemptOutput {
  return {
    stdout,
    stdout_head: new Uint8Array(),
    stderr: new Uint8Array(),
    out: new Map(),
    exit_code: 0,
    ended_at: '2026-01-01T00:00:00.000Z',
    notes: [],
    unread: [],
  };
}

function codexEvent(aggregated_output: string): object {
  const item = { id: 'item_1', type: 'command_execution', command: 'true', aggregated_output };
  return { type: 'item.completed', item: { ...item, exit_code: 0, status: 'completed' } };
}

function claudeEvent(content: string): object {
  const result = { tool_use_id: 'toolu_1', type: 'tool_result', content, is_error: false };
  const message = { role: 'user', content: [result] };
  return { type: 'user', message, parent_tool_use_id: null, session_id: 'one', uuid: 'two' };
}

function piEvent(text: string): object {
  const result = { content: [{ type: 'text', text }] };
  const call = { toolCallId: 'call_1', toolName: 'bash', result, isError: false };
  return { type: 'tool_execution_end', ...call };
}
