import { z } from 'zod';
import type { ReviseCommand } from '../../runtime/api/index.ts';
import { isMillraceError } from '../../runtime/errors/errors.ts';
import { requireAgreement } from './agree.ts';
import type { OperationContext } from './context.ts';
import { control, controlOutput } from './control-fields.ts';
import { keyedErrors } from './fields.ts';
import { clip } from './text.ts';

const LINES_SHOWN_MAX = 20;
const LINE_BYTES_MAX = 300;

export const work = z.string().min(1).max(220).describe('Id of a root spec or of a work item.');

/** What an operator steps in about; whether it may be is judged by whoever decides. */
const TARGET = 'Id of a work item or of a root spec; with archive also the path of a document.';
export const target = z.string().min(1).max(220).describe(TARGET);
export const targetOrPath = z.string().min(1).max(1000).describe(TARGET);

export const dryRun = z.boolean().default(false).describe('Change nothing.');

export const reviseOutput = controlOutput.extend({
  changes: z.array(z.string()).describe('What changes, or would, a line each.'),
});

export const reviseErrors = [...keyedErrors, 'revision_refused', 'person_needed'] as const;

/** Has the person agree to what would be accepted: what is refused, or was done before, asks nobody. */
export async function agreeTo(
  context: OperationContext,
  command: ReviseCommand,
  what: string,
): Promise<void> {
  const runtime = await context.runtime();
  try {
    runtime.preview(command);
  } catch (error) {
    if (isMillraceError(error)) return;
    throw error;
  }
  await requireAgreement(context, what);
}

interface Asked {
  readonly dry_run: boolean;
  readonly request_key: string | undefined;
  /** What does it after a preview. Default: the same without `dry_run`. */
  readonly done_by?: string;
}

/** Has the owner record it, or says what it would come to. */
export async function revise(
  context: OperationContext,
  command: ReviseCommand,
  { dry_run, request_key, done_by = 'without it' }: Asked,
): Promise<z.input<typeof reviseOutput>> {
  const runtime = await context.runtime();
  if (!dry_run) {
    const { lines, ...answer } = await control(context, command, request_key);
    return { ...answer, changes: shown(lines) };
  }
  const { detail, lines } = runtime.preview(command);
  const { condition, simulated } = runtime.status();
  return {
    applied: false,
    detail: clip(`It would be so: ${detail}`, 400),
    runs: [],
    about: [],
    already: false,
    through: 'direct',
    condition,
    changes: shown(lines),
    simulated,
    next: `Nothing was changed: this was a preview. The same ${done_by} does it.`,
  };
}

function shown(lines: readonly string[]): string[] {
  const more = lines.length - LINES_SHOWN_MAX;
  const all = lines.slice(0, LINES_SHOWN_MAX).map((line) => clip(line, LINE_BYTES_MAX));
  return more > 0 ? [...all, `and ${more} more`] : all;
}
