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
import { addModels, costIn, type HarnessUsage, usageOfModel } from '../harness/usage.ts';
import { NOT_STARTED } from './dialogue.ts';

const SILENT_TYPES: ReadonlySet<string> = new Set([
  'turn_start',
  'turn_end',
  'message_start',
  'message_update',
  'tool_execution_start',
  'tool_execution_update',
  'tool_execution_end',
  'queue_update',
  'compaction_start',
  'compaction_end',
  'session_info_changed',
  'thinking_level_changed',
  'auto_retry_end',
  'extension_ui_request',
]);
/** A refused request is told by its status and what the provider says. */
const STATUS = /^(\d{3})\b/;

/** What the records of one dialogue with Pi add up to. */
class Reading {
  session: string | null = null;
  /** Of the last answer of the model. */
  final_text = '';
  stop_reason = '';
  /** Of a failed request that no good one followed. */
  error = '';
  /** Why the prompt was not taken. */
  refused: string | null = null;
  not_started: HarnessEvent | null = null;
  answered = false;
  ended = false;
  events = 0;
  usage: HarnessUsage | null = null;
  private extension_errors = 0;

  constructor(private readonly faults: StreamFaults) {}

  readonly take = (event: HarnessEvent): void => {
    this.events += 1;
    const type = textOf(event, 'type');
    switch (type) {
      case 'response':
        this.response(event);
        return;
      case 'agent_start':
      case 'auto_retry_start':
        this.ended = false;
        return;
      case 'agent_end':
        this.ended = true;
        return;
      case 'message_end':
        this.message(partOf(event, 'message'));
        return;
      case 'extension_error':
        this.extension_errors += 1;
        return;
      case NOT_STARTED:
        this.not_started = event;
        return;
    }
    if (!SILENT_TYPES.has(type)) this.faults.noteUnknown(type);
  };

  notes(): string[] {
    const count = this.extension_errors;
    return count === 0 ? [] : [`its extensions failed ${count} times`];
  }

  private response(event: HarnessEvent): void {
    if (event.command === 'prompt' && event.success !== true) this.refused = textOf(event, 'error');
    this.session ??= sessionOf(textOf(partOf(event, 'data'), 'sessionFile'));
  }

  private message(message: HarnessEvent): void {
    if (message.role !== 'assistant') return;
    this.answered = true;
    this.stop_reason = textOf(message, 'stopReason');
    this.final_text = textIn(message.content);
    const failed = this.stop_reason === 'error';
    if (failed) this.error = textOf(message, 'errorMessage');
    else if (this.stop_reason !== 'aborted') this.error = '';
    const usage = piUsage(message);
    if (usage !== null) this.usage = addModels(this.usage, usage);
  }
}

/**
 * Clean = the model stopped by itself in its last answer, nothing went on after that, and the
 * process ended well. Its exit status alone says nothing: it is 0 after every failed request.
 */
export function reportOfPi(output: AttemptOutput, resumed: string | null): HarnessReport {
  const faults = new StreamFaults();
  const reading = new Reading(faults);
  readEvents(output.stdout_head, reading.take);
  const isWhole = output.stdout_head.length === 0;
  readEvents(output.stdout, reading.take, faults);
  const clean = reading.ended && reading.stop_reason === 'stop' && output.exit_code === 0;
  return {
    final_text: reading.final_text,
    clean,
    usage: isWhole ? reading.usage : null,
    // Before the first answer there is no file of it.
    session: reading.answered ? (reading.session ?? resumed) : resumed,
    trouble: clean ? null : troubleIn(reading, output),
    notes: [...reading.notes(), ...faults.notes()],
  };
}

function troubleIn(reading: Reading, output: AttemptOutput): HarnessError | null {
  const { not_started, refused, error } = reading;
  if (not_started !== null) return startError(not_started);
  const now = output.ended_at;
  if (refused !== null) {
    // What follows the first line is advice for people at its own screen.
    const [text = ''] = refused.split('\n');
    const trouble = classifyError({ status: null, text, now });
    const known = trouble.failure_class !== 'runner_non_zero_exit';
    return known ? trouble : { ...trouble, failure_class: 'runner_bad_configuration' };
  }
  if (error !== '') {
    const digits = STATUS.exec(error)?.[1];
    return classifyError({
      status: digits === undefined ? null : Number(digits),
      text: error,
      now,
    });
  }
  if (reading.stop_reason === 'aborted') {
    return { failure_class: 'interrupted', detail: '', retry_after_ms: null };
  }
  return reading.events === 0 ? refusedToStart(output) : null;
}

function startError(event: HarnessEvent): HarnessError {
  const detail = `${textOf(event, 'program')}: ${textOf(event, 'error')}`;
  return { failure_class: 'runner_binary_not_found', detail, retry_after_ms: null };
}

/** The name of the session's file, which finds it again; the id in it would not. */
function sessionOf(file: string): string | null {
  const name = /([^/]+)\.jsonl$/.exec(file)?.[1];
  return name === undefined ? null : sessionId(name);
}

function textIn(content: unknown): string {
  if (!Array.isArray(content)) return '';
  const texts = content.map((one) => textOf(partOf({ one }, 'one'), 'text'));
  return texts.filter((text) => text !== '').join('\n');
}

/**
 * Of one answer of the model. What was read from or written to a cache is not in its `input`. A
 * request that failed counts nothing, whatever it has cost: then it says nothing.
 */
export function piUsage(message: HarnessEvent): HarnessUsage | null {
  if (message.role !== 'assistant') return null;
  const usage = partOf(message, 'usage');
  const model = textOf(message, 'model');
  const use = usageOfModel({
    model: model === '' ? null : model,
    fresh_tokens: countOf(usage, 'input'),
    cached_tokens: countOf(usage, 'cacheRead'),
    written_tokens: countOf(usage, 'cacheWrite'),
    output_tokens: countOf(usage, 'output'),
  });
  return use.total_tokens === 0 ? null : { ...use, ...costIn(partOf(usage, 'cost').total) };
}
