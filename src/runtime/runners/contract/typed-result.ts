import type { PlanNode, RunnerConfig } from '../../plan/index.ts';
import { type ResultFile, resultFile } from './result-file.ts';

/** Name in `in/` of the form that the final message is given. */
export const RESULT_SCHEMA_FILE = 'result.schema.json';

/** Whether the harness makes the model give its final message the form of a result. */
export function typesResult(config: RunnerConfig): boolean {
  return 'typed_result' in config && config.typed_result === true;
}

const TEXTS = { type: 'array', items: { type: 'string' } } as const;
const TEXT_OR_NOTHING = { type: ['string', 'null'] } as const;

const QUESTION = {
  type: 'object',
  properties: {
    question: { type: 'string' },
    options: TEXTS,
    default: TEXT_OR_NOTHING,
    holds: { type: 'boolean' },
    needs_person: { type: 'boolean' },
    expires_hours: { type: ['number', 'null'] },
  },
  required: ['question', 'options', 'default', 'holds', 'needs_person', 'expires_hours'],
  additionalProperties: false,
} as const;

/** `out/result.json` as a JSON schema. Providers want every key to be required, so some may be null. */
export function resultSchema({ allowed_result_classes_by_outcome, may_declare }: PlanNode) {
  const properties = {
    terminal_result: { type: 'string', enum: Object.keys(allowed_result_classes_by_outcome) },
    summary: { type: 'string' },
    failure_class: TEXT_OR_NOTHING,
    resume_node: TEXT_OR_NOTHING,
    assumptions: TEXTS,
    deviations: TEXTS,
    remarks: TEXTS,
    notes: TEXTS,
    questions: { type: 'array', items: QUESTION },
    ...(may_declare === undefined
      ? {}
      : { declares: { type: 'array', items: { type: 'string', enum: may_declare } } }),
  };
  const required = Object.keys(properties);
  return { type: 'object', properties, required, additionalProperties: false } as const;
}

export interface TypedResult {
  readonly token: string;
  /** null = there is more than a token, but not in the form of a result. */
  readonly result: ResultFile | null;
}

/** A final text that is a JSON object and names a known result stands for the marker line. */
export function typedResult(text: string, known: ReadonlySet<string>): TypedResult | null {
  const entries = entriesOf(text.trim()).filter(([, value]) => value !== null);
  const token = entries.find(([key]) => key === 'terminal_result')?.[1];
  if (typeof token !== 'string' || !known.has(token)) return null;
  const parsed = resultFile.safeParse(Object.fromEntries(entries));
  return { token, result: parsed.success ? parsed.data : null };
}

/** None of a text that is anything else. */
function entriesOf(text: string): [string, unknown][] {
  if (!text.startsWith('{')) return [];
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? Object.entries(value) : [];
  } catch {
    return [];
  }
}
