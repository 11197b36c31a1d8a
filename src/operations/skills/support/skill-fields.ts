import { z } from 'zod';
import type { SkillCommand, SkillPreview } from '../../../runtime/api/index.ts';
import type { OperationContext } from '../../support/context.ts';
import { control, controlOutput } from '../../support/control-fields.ts';
import { keyedErrors } from '../../support/fields.ts';
import { clip } from '../../support/text.ts';

const LINES_SHOWN_MAX = 60;
const LINE_BYTES_MAX = 300;
const FILES_ASKED_MAX = 20;

export const skillId = z
  .string()
  .min(1)
  .max(120)
  .describe('Id of a skill, as skills_list has it, or skills_refresh of the index.');

export const replaceField = z
  .boolean()
  .default(false)
  .describe('Also over what is there; a skill of the workspace only by a person.');

export const skillOutput = controlOutput.extend({
  changes: z.array(z.string()).describe('What its files read like before (-) and after (+).'),
  files: z
    .array(z.looseObject({ path: z.string(), size_bytes: z.number(), sha256: z.string() }))
    .describe(
      'Files that it writes or takes away; script: somebody could run it, nothing here does.',
    ),
});

export const skillErrors = [...keyedErrors, 'revision_refused', 'person_needed'] as const;

/** Of what is read from an index. */
export const indexErrors = ['config_invalid', 'download_failed', 'skill_index_refused'] as const;

interface Asked {
  readonly dry_run: boolean;
  readonly request_key: string | undefined;
}

/** Says what it would come to; without `dry_run` it is asked for where that needs a person, and done. */
export async function decideSkill(
  context: OperationContext,
  command: SkillCommand,
  { dry_run, request_key }: Asked,
): Promise<z.input<typeof skillOutput>> {
  const runtime = await context.runtime();
  const preview = runtime.previewSkill(command);
  const shown = { changes: linesOf(preview), files: preview.files.map(fileRow) };
  if (!dry_run) {
    const is_person =
      preview.needs_person && (await context.confirm(questionOf(preview), command.skill));
    const asked = 'is_person' in command ? { ...command, is_person } : command;
    const { lines: _, ...answer } = await control(context, asked, request_key);
    return { ...answer, ...shown };
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
    ...shown,
    simulated,
    next: 'Nothing was changed: this was a preview. The same without dry_run does it.',
  };
}

/** What a person reads before they agree: each file, and which of them could be run. */
function questionOf({ detail, files }: SkillPreview): string {
  const rows = files
    .slice(0, FILES_ASKED_MAX)
    .map(({ path, size_bytes, sha256, is_script, after }) => {
      const what = after === null ? 'goes' : `${size_bytes} bytes, SHA-256 ${sha256.slice(0, 12)}`;
      return `${path} (${what}${is_script ? ', CAN BE RUN' : ''}).`;
    });
  const more = files.length > rows.length ? [`and ${files.length - rows.length} more files.`] : [];
  return [`With this ${detail}.`, ...rows, ...more].join('\n');
}

function fileRow({ path, size_bytes, sha256, is_script, after }: SkillPreview['files'][number]) {
  const script = is_script ? true : undefined;
  return { path, size_bytes, sha256, script, gone: after === null ? true : undefined };
}

type Changed = Pick<SkillPreview['files'][number], 'path' | 'before' | 'after'>;

/** Lines of each file that are gone, and lines that came; a line that only moved is none. */
export function linesOf({ files }: { readonly files: readonly Changed[] }): string[] {
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
