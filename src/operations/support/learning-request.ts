import type { Runtime } from '../../runtime/api/index.ts';
import { MillraceError } from '../../runtime/errors/errors.ts';
import type { OperationContext } from './context.ts';

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

/** Puts a request for the loop that learns into its queue. */
export async function requestLearning(
  context: OperationContext,
  { title, action, skill, prose, runs }: Wish,
  request_key: string | undefined,
) {
  const runtime = await context.runtime();
  const family = learningFamily(runtime);
  const fields = [
    `Requested-Action: ${action}`,
    ...(skill === null ? [] : [`Target-Skill-ID: ${skill}`]),
    ...(runs.length === 0 ? [] : ['', 'Originating-Run-IDs:', ...runs.map((run) => `- ${run}`)]),
  ];
  const text = [`# ${title}`, '', ...fields, '', ...quoted(prose), ''].join('\n');
  return runtime.admit({ family, text, channel: `skills_${action}`, request_key });
}

/** Words of a person that look like a field are none. */
function quoted(prose: string): string[] {
  return prose
    .split(/\r?\n/)
    .map((line) => (/^\s*[A-Za-z][\w-]*:|^#/.test(line) ? `> ${line}` : line));
}
