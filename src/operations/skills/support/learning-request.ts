import type { z } from 'zod';
import type { Runtime } from '../../../runtime/api/index.ts';
import { MillraceError } from '../../../runtime/errors/errors.ts';
import { headOf } from '../../../runtime/text/cut.ts';
import type { OperationContext } from '../../support/context.ts';
import { NEXT_BYTES_MAX } from '../../support/fields.ts';
import { nextStep } from '../../support/step.ts';
import { clip } from '../../support/text.ts';
import type { learningOutput } from './learning-fields.ts';

const DOCUMENT_BYTES_MAX = 2000;

export interface Wish {
  readonly title: string;
  readonly action: 'create' | 'improve';
  readonly skill: string | null;
  /** What is wanted, and why. */
  readonly prose: string;
  /** Runs that speak for it. */
  readonly runs: readonly string[];
}

/** The family of requests by which a plan learns; throws where it has none. */
function learningFamily(runtime: Runtime): string {
  const family = runtime.learningFamily();
  if (family !== null) return family;
  throw new MillraceError('input_invalid', {
    what: 'The mode of this workspace has no loop that learns, so nobody would write the skill',
    expected: 'a mode with a learning loop, such as learning_claude, learning_codex or learning_pi',
    next: 'Call modes_list, set default_mode in millrace.toml, then call compile_validate.',
  });
}

interface Asked {
  readonly dry_run: boolean;
  readonly request_key: string | undefined;
}

/** Puts a request for the loop that learns into its queue. */
export async function requestLearning(
  context: OperationContext,
  { title, action, skill, prose, runs }: Wish,
  { dry_run, request_key }: Asked,
): Promise<z.input<typeof learningOutput>> {
  const runtime = await context.runtime();
  const family = learningFamily(runtime);
  const fields = [
    `Requested-Action: ${action}`,
    ...(skill === null ? [] : [`Target-Skill-ID: ${skill}`]),
    ...(runs.length === 0 ? [] : ['', 'Originating-Run-IDs:', ...runs.map((run) => `- ${run}`)]),
  ];
  const text = [`# ${title}`, '', ...fields, '', ...quoted(prose), ''].join('\n');
  const channel = `skills_${action}`;
  const { id, already, path } = await runtime.admit({
    family,
    text,
    channel,
    request_key,
    dry_run,
  });
  const status = runtime.status();
  const next = dry_run
    ? 'Nothing was asked for: this was a preview. The same without dry_run asks.'
    : clip(
        `What comes of it waits in skills_list. ${context.say(nextStep(status))}`,
        NEXT_BYTES_MAX,
      );
  const document = dry_run ? headOf(text, DOCUMENT_BYTES_MAX) : undefined;
  return { id, already, path, document, simulated: status.simulated, next };
}

/** Words of a person that look like a field are none. */
function quoted(prose: string): string[] {
  return prose
    .split(/\r?\n/)
    .map((line) => (/^\s*[A-Za-z][\w-]*:|^#/.test(line) ? `> ${line}` : line));
}
