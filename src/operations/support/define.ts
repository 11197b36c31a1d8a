import { z } from 'zod';
import type { ErrorCode } from '../../runtime/errors/errors.ts';
import { MillraceError } from '../../runtime/errors/errors.ts';
import { issueText } from '../../runtime/text/issue.ts';
import { meantInstead } from '../../runtime/text/nearest.ts';
import { meantPath } from '../../runtime/text/path.ts';
import type { OperationContext } from './context.ts';
import { insideStage } from './inside-stage.ts';
import { clip } from './text.ts';

/** `read` changes nothing; `write` adds or continues; `destructive` may undo or end something. */
export type Effect = 'read' | 'write' | 'destructive';

export type JsonObject = Record<string, unknown>;

export interface Example {
  readonly title: string;
  readonly input: JsonObject;
  /** A part of the answer, enough to see what comes back. */
  readonly output: JsonObject;
}

interface Description {
  /** Snake case; also the name of the file, of the MCP tool and, in kebab case, of the command. */
  readonly name: string;
  readonly title: string;
  /** One line for the reader who decides whether to call it. */
  readonly summary: string;
  readonly effect: Effect;
  /** Calling it twice with the same input leaves the same state as calling it once. */
  readonly idempotent: boolean;
  readonly errors: readonly ErrorCode[];
  readonly examples: readonly [Example, ...Example[]];
  /** Inputs that a terminal takes without their flag, in order. */
  readonly positional: readonly string[];
  /** Inputs that name a file; a terminal resolves them against its own directory. */
  readonly paths: readonly string[];
  /** Inputs that clients see only where all tools are listed; `next` names them where they are wanted. */
  readonly rare?: readonly string[];
  /** Inputs that are the text of a document, and are judged as that. */
  readonly content?: readonly string[];
  /**
   * Those of `paths` that are read, with what a terminal says of them: there they may be any file,
   * or `-` for its own input.
   */
  readonly reads?: Readonly<Record<string, string>>;
  /** Those of `content` that a terminal reads from a file, with what it says of them there. */
  readonly texts?: Readonly<Record<string, string>>;
  /** It takes `--edit` in a terminal, with what help says of that; absent = it does not. */
  readonly edits?: string;
  /** It takes `--follow` in a terminal, with what help says of that; absent = it does not. */
  readonly follows?: string;
  /** It takes `--mode` in a terminal, which adopts that mode first, with what help says of it. */
  readonly modes?: string;
  /** It takes `--config` in a terminal, which names the config of the workspace and no other. */
  readonly config?: true;
  /** Field -> other words for its values, as the prior implementation has them in a terminal. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** A terminal prints each stage while it waits. */
  readonly watched?: true;
  /** The field of its answer that a terminal prints alone, with these arguments; null = the whole answer. */
  prints?(args: JsonObject): string | null;
  /** The name by which help shows it, when it is not its own. */
  readonly alias?: string;
  /** What a terminal ends with after an answer; absent = 0. */
  exit_code?(answer: JsonObject, args: JsonObject): number;
  /** More names in a terminal. */
  readonly also?: readonly string[];
}

interface Definition<I extends z.ZodRawShape, O extends z.ZodRawShape> extends Description {
  /** Flat: strings, numbers, booleans, lists of strings. `workspace` is added to each. */
  readonly input: z.ZodObject<I, z.core.$strict>;
  readonly output: z.ZodObject<O, z.core.$loose>;
  /** Whether it changes something with this input, where it may. Default: unless it is a dry run. */
  changes?(input: z.output<z.ZodObject<I, z.core.$strict>>): boolean;
  run(
    context: OperationContext,
    input: z.output<z.ZodObject<I, z.core.$strict>>,
  ): Promise<z.input<z.ZodObject<O, z.core.$loose>>>;
}

/** What the projections work with: the same thing with its types closed over. */
export interface Operation extends Description {
  readonly input: z.ZodObject;
  readonly output: z.ZodObject;
  /** Checks the arguments, runs, checks the answer. Throws `input_invalid` before anything has happened. */
  call(context: OperationContext, args: JsonObject): Promise<JsonObject>;
}

const workspace = z.string().min(1).max(4096).optional().describe('Absolute path.');

export function defineOperation<I extends z.ZodRawShape, O extends z.ZodRawShape>(
  definition: Definition<I, O>,
): Operation {
  const { input, output, run, changes = isMeant, ...description } = definition;
  return {
    ...description,
    paths: [...description.paths, 'workspace'],
    input: input.extend({ workspace }),
    output,
    async call(context, args) {
      const { workspace: _, ...own } = args;
      const given = parseInput(description.name, input, own);
      refuseUnreal(description, given);
      if (description.effect !== 'read' && changes(given)) {
        const stage = context.stage();
        if (stage !== null) throw insideStage(description.name, stage);
      }
      const answer = await run(context, given);
      return output.parse(answer);
    },
  };
}

function isMeant(given: object): boolean {
  return !('dry_run' in given && given.dry_run === true);
}

function parseInput<S extends z.ZodObject>(name: string, schema: S, args: JsonObject): z.output<S> {
  const parsed = schema.safeParse(args);
  if (parsed.success) return parsed.data;
  const known = [...Object.keys(schema.shape), 'workspace'].join(', ');
  const problems = parsed.error.issues
    .slice(0, PROBLEMS_SHOWN_MAX)
    .map((issue) => describeIssue(issue, args));
  throw new MillraceError('input_invalid', {
    what: `${name} does not accept these arguments: ${problems.join('; ')}`,
    expected: `only the arguments ${known}`,
    next: `Correct the arguments and call ${name} again.`,
  });
}

/** Texts with a NUL reach no file, program or record. */
function refuseUnreal({ name, paths, content = [] }: Description, given: JsonObject): void {
  for (const [field, value] of Object.entries(given)) {
    if (content.includes(field)) continue;
    if (typeof value === 'string' && paths.includes(field)) meantPath(field, value);
    const texts = Array.isArray(value) ? value : [value];
    if (!texts.some((text) => typeof text === 'string' && text.includes('\u0000'))) continue;
    throw new MillraceError('input_invalid', {
      what: `${name} does not accept these arguments: ${field} holds a NUL character`,
      next: `Correct ${field} and call ${name} again.`,
    });
  }
}

const PROBLEMS_SHOWN_MAX = 5;

function describeIssue(issue: z.core.$ZodIssue, args: JsonObject): string {
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.slice(0, PROBLEMS_SHOWN_MAX).map((key) => `"${clip(key, 40)}"`);
    return `unknown argument ${names.join(', ')}`;
  }
  const where = issue.path.length === 0 ? 'arguments' : issue.path.join('.');
  if (issue.path.length === 1 && !(String(issue.path[0]) in args)) return `${where} is missing`;
  return `${where}: ${clip(issueText(issue), 160)}${meant(issue, args)}`;
}

/** For a slip in a value that is one of a few. */
function meant(issue: z.core.$ZodIssue, args: JsonObject): string {
  const given = args[String(issue.path[0])];
  if (issue.code !== 'invalid_value' || typeof given !== 'string') return '';
  return meantInstead(given, issue.values.map(String));
}
