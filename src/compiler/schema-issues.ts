import { z } from 'zod';
import { nearest } from '../runtime/text/nearest.ts';
import {
  pointer,
  quote,
  type Report,
  type Severity,
  type SourceLocation,
  suggest,
} from './diagnostics.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Turns what a schema refuses into diagnostics. `schema` is asked which keys are known at a place. */
export function reportIssues(
  report: Report,
  source: {
    readonly file: string;
    readonly schema: z.ZodType;
    readonly value: unknown;
    readonly severity: Severity;
  },
  issues: readonly Issue[],
): void {
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') {
      const known = keysAt(source.schema, issue.path);
      for (const key of issue.keys) {
        report.add({
          code: 'key_unknown',
          severity: source.severity,
          ...placeOf(source.file, [...issue.path, key]),
          message: `The key ${quote(dotted([...issue.path, key]))} is not known.`,
          next: suggest(key, 'key', known),
        });
      }
      continue;
    }
    report.add({ severity: source.severity, ...describe(source.file, source.value, issue) });
  }
}

function describe(file: string, root: unknown, issue: Issue) {
  const value = valueAt(root, issue.path);
  const place = placeOf(file, issue.path);
  const name = issue.path.length === 0 ? 'The file' : `The value of ${quote(dotted(issue.path))}`;
  if (typeof value === 'string' && escapes(value)) {
    return {
      code: 'path_escapes' as const,
      ...place,
      message: `${name} is a path that leaves its folder: ${quote(value)}.`,
      next: 'Write a relative path with forward slashes and without "..".',
    };
  }
  if (value === undefined && issue.code !== 'custom') {
    return {
      code: 'value_invalid' as const,
      ...place,
      message: `${name} is missing.`,
      next: `Add it: ${issueText(issue)}.`,
    };
  }
  return {
    code: 'value_invalid' as const,
    ...place,
    message: `${name} is not valid: ${issueText(issue)}.`,
    next: correction(issue, value),
  };
}

function issueText(issue: Issue): string {
  if (issue.code === 'invalid_key') return 'the key itself has the wrong form';
  return issue.message
    .replace(/^(?:Invalid \w+|Too big|Too small): /, '')
    .replace(/, received undefined$/, '')
    .replace(/\.$/, '');
}

function correction(issue: Issue, value: unknown): string {
  if (issue.code === 'invalid_key') return 'Rename the key.';
  if (issue.code !== 'invalid_value' || typeof value !== 'string') return 'Correct the value.';
  const near = nearest(value, issue.values.map(String));
  return near === null ? 'Correct the value.' : `Did you mean ${quote(near)}?`;
}

/** Whether a text reads as a path out of its folder; used only to name the reason of a refused value. */
export function escapes(text: string): boolean {
  return /^[/\\~]|^[A-Za-z]:[/\\]/.test(text) || text.split(/[/\\]/).includes('..');
}

function placeOf(file: string, path: Path): SourceLocation {
  return { file, pointer: pointer(...path.map(String)) };
}

function dotted(path: Path): string {
  return path.map(String).join('.');
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([name]) => name === String(key))?.[1];
  }
  return value;
}

const jsonSchema = z.object({
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
});

/** The keys that a schema knows at a path, read from its JSON Schema. */
function keysAt(schema: z.ZodType, path: Path): string[] {
  let at: unknown = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    reused: 'inline',
  });
  for (const key of path) at = step(at, key);
  return variants(at).flatMap((variant) => Object.keys(variant.properties ?? {}));
}

function step(at: unknown, key: PropertyKey): unknown {
  for (const variant of variants(at)) {
    const next =
      typeof key === 'number'
        ? variant.items
        : (variant.properties?.[String(key)] ?? variant.additionalProperties);
    if (next !== undefined) return next;
  }
  return undefined;
}

function variants(at: unknown): z.infer<typeof jsonSchema>[] {
  const parsed = jsonSchema.safeParse(at);
  if (!parsed.success) return [];
  const nested = (parsed.data.anyOf ?? []).flatMap((one) => variants(one));
  return [parsed.data, ...nested];
}
