import { cut } from '../../text/cut.ts';
import { classifyError } from '../harness/classify.ts';
import {
  countOf,
  type HarnessEvent,
  partOf,
  readEvents,
  StreamFaults,
  textOf,
} from '../harness/events.ts';
import type { HarnessError } from '../harness/failures.ts';
import { sessionId } from '../harness/session-id.ts';
import { refusedToStart } from '../harness/start-error.ts';
import type { AttemptOutput, HarnessReport } from '../harness/types.ts';
import { type HarnessUsage, usageOfModel } from '../harness/usage.ts';

const WARNINGS_MAX = 5;
const WARNING_LENGTH_MAX = 200;
const SILENT_TYPES: ReadonlySet<string> = new Set(['item.started', 'item.updated']);
/** What it does besides speaking: the next event tells how it goes on. */
const SILENT_ITEMS: ReadonlySet<string> = new Set([
  'reasoning',
  'command_execution',
  'file_change',
  'mcp_tool_call',
  'collab_tool_call',
  'web_search',
  'todo_list',
]);

/** What the events of one `codex exec` add up to. */
class Reading {
  session: string | null = null;
  final_text = '';
  completed = false;
  /** Of the last failed turn. */
  failure: string | null = null;
  /** Retries say why before the turn fails. */
  last_error = '';
  usage: HarnessUsage | null = null;
  events = 0;
  readonly warnings: string[] = [];

  constructor(private readonly faults: StreamFaults) {}

  readonly take = (event: HarnessEvent): void => {
    this.events += 1;
    const type = textOf(event, 'type');
    switch (type) {
      case 'thread.started':
        this.session = sessionId(textOf(event, 'thread_id'));
        return;
      case 'turn.started':
        this.completed = false;
        this.failure = null;
        return;
      case 'turn.completed':
        this.completed = true;
        this.usage = codexUsage(partOf(event, 'usage'));
        return;
      case 'turn.failed':
        this.completed = false;
        this.failure = textOf(partOf(event, 'error'), 'message');
        return;
      case 'error':
        this.last_error = textOf(event, 'message');
        return;
      case 'item.completed':
        this.item(partOf(event, 'item'));
        return;
    }
    if (!SILENT_TYPES.has(type)) this.faults.noteUnknown(type);
  };

  private item(item: HarnessEvent): void {
    const type = textOf(item, 'type');
    // Whatever was retried has worked since.
    if (type !== 'error') this.last_error = '';
    if (type === 'agent_message') this.final_text = textOf(item, 'text');
    else if (type === 'error') this.warn(textOf(item, 'message'));
    else if (!SILENT_ITEMS.has(type)) this.faults.noteUnknown(`item ${type}`);
  }

  private warn(message: string): void {
    if (this.warnings.length >= WARNINGS_MAX) return;
    this.warnings.push(`it warned: ${cut(message, WARNING_LENGTH_MAX)}`);
  }
}

/** Clean = the last turn completed and the process ended well; neither alone counts. */
export function reportOfCodex(output: AttemptOutput, resumed: string | null): HarnessReport {
  const faults = new StreamFaults();
  const reading = new Reading(faults);
  readEvents(output.stdout_head, reading.take);
  readEvents(output.stdout, reading.take, faults);
  const clean = reading.completed && output.exit_code === 0;
  const trouble = clean ? null : troubleIn(reading, output);
  return {
    final_text: reading.final_text,
    clean,
    // It counts a whole thread: after a resume that holds what earlier attempts have paid for.
    usage: resumed === null ? reading.usage : null,
    session: trouble?.failure_class === 'attempt_lost' ? null : (reading.session ?? resumed),
    trouble,
    notes: [...reading.warnings, ...faults.notes()],
  };
}

function troubleIn(reading: Reading, output: AttemptOutput): HarnessError | null {
  const text = reading.failure ?? reading.last_error;
  if (text !== '') return classifyError({ status: null, text, now: output.ended_at });
  return reading.events === 0 || reading.session === null ? refusedToStart(output) : null;
}

/** `input_tokens` holds the cached ones already. Null when the event has no counts. */
export function codexUsage(usage: HarnessEvent, model = ''): HarnessUsage | null {
  if (typeof usage.input_tokens !== 'number' || typeof usage.output_tokens !== 'number')
    return null;
  const input_tokens = countOf(usage, 'input_tokens');
  const cached_tokens = Math.min(input_tokens, countOf(usage, 'cached_input_tokens'));
  const rest = input_tokens - cached_tokens;
  const written_tokens = Math.min(rest, countOf(usage, 'cache_write_input_tokens'));
  return {
    ...usageOfModel({
      model: model === '' ? null : model,
      fresh_tokens: rest - written_tokens,
      cached_tokens,
      written_tokens,
      output_tokens: countOf(usage, 'output_tokens'),
    }),
    thinking_tokens: countOf(usage, 'reasoning_output_tokens'),
  };
}
