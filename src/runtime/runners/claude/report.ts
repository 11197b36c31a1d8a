import type { QuotaReadings } from '../../kernel/facts/governance.ts';
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
import type { FailureClass, HarnessError } from '../harness/failures.ts';
import { untilMs } from '../harness/retry-after.ts';
import { sessionId } from '../harness/session-id.ts';
import { refusedToStart } from '../harness/start-error.ts';
import type { AttemptOutput, HarnessReport } from '../harness/types.ts';
import { addModels, costIn, type HarnessUsage, usageOfModel } from '../harness/usage.ts';
import { claudeReading } from './quota.ts';

const NAMED_MAX = 5;
const NAME_LENGTH_MAX = 60;
const MS_PER_SECOND = 1000;
const NO_ANSWER = 'connection failed';
const CUT_OFF = 'error_during_execution';
const SILENT_TYPES: ReadonlySet<string> = new Set([
  'user',
  'stream_event',
  'tool_progress',
  'tool_use_summary',
]);

/** Words of its own for why a request of the model failed. */
const ERROR_KINDS: Readonly<Record<string, FailureClass>> = {
  authentication_failed: 'runner_not_logged_in',
  billing_error: 'provider_quota_exhausted',
  rate_limit: 'provider_rate_limited',
  overloaded: 'provider_failure',
};

/** What the events of one `claude -p` add up to. */
class Reading {
  session: string | null = null;
  result: HarnessEvent | null = null;
  /** Of the last answer that stands for a failed request, or of a retry that nothing followed. */
  error_kind = '';
  error_status: number | null = null;
  /** Epoch milliseconds at which a rejected limit resets. */
  resets_at_ms: number | null = null;
  rejected = false;
  quota: Partial<QuotaReadings> = {};
  /** When the newest event that tells its time was written. */
  private seen_ms: number;
  events = 0;
  readonly notes: string[] = [];

  constructor(
    private readonly faults: StreamFaults,
    ended_at: string,
  ) {
    this.seen_ms = Date.parse(ended_at);
  }

  readonly take = (event: HarnessEvent): void => {
    this.events += 1;
    this.session ??= sessionId(textOf(event, 'session_id'));
    const at_ms = Date.parse(textOf(event, 'timestamp'));
    if (Number.isFinite(at_ms)) this.seen_ms = at_ms;
    const type = textOf(event, 'type');
    switch (type) {
      case 'system':
        this.system(event);
        return;
      case 'assistant':
        this.error_kind = textOf(event, 'error');
        if (this.error_kind === '') this.error_status = null;
        return;
      case 'rate_limit_event':
        this.limit(partOf(event, 'rate_limit_info'));
        return;
      case 'result':
        this.result = event;
        return;
    }
    if (!SILENT_TYPES.has(type)) this.faults.noteUnknown(type);
  };

  private system(event: HarnessEvent): void {
    const subtype = textOf(event, 'subtype');
    if (subtype === 'api_retry') {
      const { error_status } = event;
      this.error_status = typeof error_status === 'number' ? error_status : null;
      // Without a status there was no answer at all.
      this.error_kind = this.error_status === null ? NO_ANSWER : textOf(event, 'error');
    }
    if (subtype === 'init') this.servers(event.mcp_servers);
  }

  private servers(servers: unknown): void {
    if (!Array.isArray(servers)) return;
    for (const server of servers.slice(0, NAMED_MAX)) {
      const { name, status } = partOf({ server }, 'server');
      if (status === 'connected') continue;
      this.notes.push(`its MCP server ${cut(String(name), NAME_LENGTH_MAX)} was not connected`);
    }
  }

  private limit(info: HarnessEvent): void {
    this.rejected = info.status === 'rejected';
    this.quota = { ...this.quota, ...claudeReading(info, this.seen_ms) };
    const at = info.resetsAt;
    this.resets_at_ms = typeof at === 'number' ? at * MS_PER_SECOND : null;
  }
}

/** Clean = a result that is no error, and a process that ended well. `success` alone is no success. */
export function reportOfClaude(output: AttemptOutput, resumed: string | null): HarnessReport {
  const faults = new StreamFaults();
  const reading = new Reading(faults, output.ended_at);
  readEvents(output.stdout_head, reading.take);
  readEvents(output.stdout, reading.take, faults);
  const { result } = reading;
  const fine = result?.subtype === 'success' && result.is_error === false;
  const clean = fine && output.exit_code === 0;
  const trouble = clean ? null : troubleIn(reading, output);
  return {
    final_text: result === null ? '' : textOf(result, 'result'),
    clean,
    usage: result === null ? null : usageOfResult(result),
    session: trouble?.failure_class === 'attempt_lost' ? null : (reading.session ?? resumed),
    trouble,
    notes: [...reading.notes, ...denials(result), ...faults.notes()],
    ...(Object.keys(reading.quota).length === 0 ? {} : { quota: reading.quota }),
  };
}

function troubleIn(reading: Reading, output: AttemptOutput): HarnessError | null {
  const { error_kind, error_status } = reading;
  const now = output.ended_at;
  // Whoever cut off its retries caused that result; what it retried is the trouble.
  const retried = reading.result?.subtype === CUT_OFF && error_kind !== '';
  const result = retried ? null : reading.result;
  if (result === null && error_kind === '') {
    return reading.events === 0 ? refusedToStart(output) : null;
  }
  if (result !== null && result.is_error !== true) return null;
  const words = result === null ? '' : textOf(result, 'result') || wordsOf(result.errors);
  const status = typeof result?.api_error_status === 'number' ? result.api_error_status : null;
  const trouble = classifyError({ status: status ?? error_status, text: words || error_kind, now });
  if (reading.rejected) return withLimit(trouble, reading.resets_at_ms, now);
  const kind = Object.hasOwn(ERROR_KINDS, error_kind) ? ERROR_KINDS[error_kind] : undefined;
  const vague = trouble.failure_class === 'runner_non_zero_exit';
  return kind !== undefined && vague ? { ...trouble, failure_class: kind } : trouble;
}

function withLimit(trouble: HarnessError, at_ms: number | null, now: string): HarnessError {
  const named_ms = at_ms === null ? null : untilMs(at_ms, now);
  const retry_after_ms = named_ms ?? trouble.retry_after_ms;
  return { ...trouble, failure_class: 'provider_quota_exhausted', retry_after_ms };
}

function wordsOf(errors: unknown): string {
  return Array.isArray(errors) ? errors.filter((one) => typeof one === 'string').join('; ') : '';
}

/**
 * By model where it says so: a run that was cut off by its own budget counts there alone. Tokens
 * that were read from or written to a cache are not in `input_tokens` of this harness.
 */
function usageOfResult(result: HarnessEvent): HarnessUsage | null {
  let total: HarnessUsage | null = null;
  for (const [name, model] of Object.entries(partOf(result, 'modelUsage'))) {
    total = addModels(total, ofModel(name, partOf({ model }, 'model')));
  }
  // A request that was cut off has a price, which it leaves out.
  if (total === null && result.subtype === CUT_OFF) return null;
  const usage = total ?? claudeUsage(partOf(result, 'usage'), '');
  return usage === null ? null : { ...usage, ...costIn(result.total_cost_usd) };
}

function ofModel(name: string, model: HarnessEvent): HarnessUsage {
  return usageOfModel({
    model: name,
    fresh_tokens: countOf(model, 'inputTokens'),
    cached_tokens: countOf(model, 'cacheReadInputTokens'),
    written_tokens: countOf(model, 'cacheCreationInputTokens'),
    output_tokens: countOf(model, 'outputTokens'),
  });
}

/** Null when the object has no counts. `model`: its name; empty = it is not known. */
export function claudeUsage(usage: HarnessEvent, model: string): HarnessUsage | null {
  if (typeof usage.input_tokens !== 'number' || typeof usage.output_tokens !== 'number')
    return null;
  return usageOfModel({
    model: model === '' ? null : model,
    fresh_tokens: countOf(usage, 'input_tokens'),
    cached_tokens: countOf(usage, 'cache_read_input_tokens'),
    written_tokens: countOf(usage, 'cache_creation_input_tokens'),
    output_tokens: countOf(usage, 'output_tokens'),
  });
}

function denials(result: HarnessEvent | null): string[] {
  const denied = result?.permission_denials;
  if (!Array.isArray(denied) || denied.length === 0) return [];
  const names = denied.map((one) => textOf(partOf({ one }, 'one'), 'tool_name'));
  const named = [...new Set(names)].slice(0, NAMED_MAX).map((name) => cut(name, NAME_LENGTH_MAX));
  return [`its permission level denied ${denied.length} tool calls: ${named.join(', ')}`];
}
