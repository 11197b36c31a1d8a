import { z } from 'zod';
import type { SkillCommand, SkillPreview } from '../../runtime/api/index.ts';
import type { OperationContext } from './context.ts';
import { control, controlOutput } from './control-fields.ts';
import { keyedErrors } from './fields.ts';
import { clip } from './text.ts';

const LINES_SHOWN_MAX = 60;
const LINE_BYTES_MAX = 300;

export const skillId = z.string().min(1).max(120).describe('Id of a skill, as skills_list has it.');

export const skillOutput = controlOutput.extend({
  changes: z.array(z.string()).describe('What its files read like before (-) and after (+).'),
});

export const skillErrors = [...keyedErrors, 'revision_refused', 'person_needed'] as const;

interface Asked {
  readonly dry_run: boolean;
  readonly request_key: string | undefined;
}

type WithPerson = Extract<SkillCommand, { readonly is_person: boolean }>;

/** Says what it would come to; without `dry_run` it is asked for where that needs a person, and done. */
export async function decideSkill(
  context: OperationContext,
  command: WithPerson,
  { dry_run, request_key }: Asked,
): Promise<z.input<typeof skillOutput>> {
  const runtime = await context.runtime();
  const preview = runtime.previewSkill(command);
  const changes = linesOf(preview);
  if (!dry_run) {
    const is_person =
      preview.needs_person &&
      (await context.confirm(`With this ${preview.detail}.`, command.skill));
    const { lines: _, ...answer } = await control(context, { ...command, is_person }, request_key);
    return { ...answer, changes };
  }
  const { condition, simulated } = runtime.status();
  return {
    applied: false,
    detail: clip(`It would be so: ${preview.detail}`, 400),
    runs: [],
    about: [],
    already: false,
    through: 'direct',
    condition,
    changes,
    simulated,
    next: 'Nothing was changed: this was a preview. The same without dry_run does it.',
  };
}

/** Lines of each file that are gone, and lines that came; a line that only moved is none. */
export function linesOf({ files }: Pick<SkillPreview, 'files'>): string[] {
  const lines = files.flatMap(({ path, before, after }) => {
    const [old, now] = [linesIn(before), linesIn(after)];
    return [
      `${path}${before === null ? ' (new)' : after === null ? ' (gone)' : ''}`,
      ...without(old, now).map((line) => `- ${line}`),
      ...without(now, old).map((line) => `+ ${line}`),
    ];
  });
  const shown = lines.slice(0, LINES_SHOWN_MAX).map((line) => clip(line, LINE_BYTES_MAX));
  const more = lines.length - shown.length;
  return more > 0 ? [...shown, `and ${more} more lines`] : shown;
}

function linesIn(text: string | null): string[] {
  return (text ?? '').split(/\r?\n/).filter((line) => line.trim() !== '');
}

function without(these: readonly string[], those: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const one of those) left.set(one, (left.get(one) ?? 0) + 1);
  return these.filter((one) => {
    const count = left.get(one) ?? 0;
    left.set(one, count - 1);
    return count <= 0;
  });
}
