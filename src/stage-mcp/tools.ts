import type { Tool } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { issueText } from '../runtime/text/issue.ts';
import { type Answer, bounded } from './answer.ts';
import { contextOf } from './context.ts';
import type { HandBack } from './hand-back.ts';
import { propose } from './propose.ts';
import { report } from './report.ts';

const WRITES = { readOnlyHint: false, destructiveHint: false, openWorldHint: false };

const nothing = z.strictObject({});
const anything = z.looseObject({});
const document = z.strictObject({ text: z.string() });
/** The other keys of the result file are told in the prompt. All are judged as those of the file. */
const result = z.looseObject({
  terminal_result: z.string(),
  summary: z.string(),
  resume_node: z.string().optional(),
});

/**
 * Every stage pays for these words, so they are few; no stage gets others, so that a provider
 * serves them from its cache.
 */
const TOOLS = {
  stage_context: {
    description: 'Legal results, documents to propose with a form for each, files to write.',
    inputSchema: inputOf(nothing),
    annotations: { readOnlyHint: true, openWorldHint: false },
    call: (handBack: HandBack, args: unknown) =>
      checked(nothing, args, () => ({ ok: true, facts: contextOf(handBack) })),
  },
  propose_work: {
    description: 'Check and hand back one document (Markdown). The same id replaces it.',
    inputSchema: inputOf(document),
    annotations: WRITES,
    call: (handBack: HandBack, args: unknown) =>
      checked(document, args, ({ text }) => propose(handBack, text)),
  },
  report_result: {
    description:
      'Check all that is handed back, and hand back the result: any keys of out/result.json. Call it last.',
    inputSchema: inputOf(result),
    annotations: WRITES,
    call: (handBack: HandBack, args: unknown) =>
      checked(anything, args, (given) => report(handBack, given)),
  },
};

let list: Tool[] | null = null;

export function toolList(): Tool[] {
  list ??= Object.entries(TOOLS).map(([name, { call: _, inputSchema, ...rest }]) => ({
    name,
    ...rest,
    inputSchema: { ...inputSchema, type: 'object' },
  }));
  return list;
}

export function callTool(handBack: HandBack, name: string, args: unknown): Answer {
  const [, tool] = Object.entries(TOOLS).find(([known]) => known === name) ?? [];
  if (tool !== undefined) return tool.call(handBack, args);
  return {
    ok: false,
    errors: [`there is no such tool; there are ${Object.keys(TOOLS).join(', ')}`],
  };
}

function checked<S extends z.ZodType>(
  schema: S,
  args: unknown,
  use: (given: z.output<S>) => Answer,
): Answer {
  const parsed = schema.safeParse(args);
  const answer = parsed.success ? use(parsed.data) : refused(parsed.error);
  return answer.ok ? answer : { ok: false, errors: bounded(answer.errors) };
}

function refused({ issues }: z.ZodError): Answer {
  const errors = issues.map((issue) => {
    const place = issue.path.length === 0 ? 'the arguments' : issue.path.join('.');
    return `${place}: ${issueText(issue)}`;
  });
  return { ok: false, errors };
}

function inputOf(schema: z.ZodObject): Record<string, unknown> {
  const { $schema: _, ...input } = z.toJSONSchema(schema, { io: 'input' });
  return input;
}
