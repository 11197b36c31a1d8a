import type { GetPromptResult, Prompt } from '@modelcontextprotocol/server';
import type { ClientSession } from '../operations/session.ts';
import { resourceUri, uriPath } from '../operations/support/uris.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { MARKDOWN_TYPE } from './resources/content.ts';

interface Written extends Prompt {
  /** The skill whose page comes with it. */
  readonly skill: string;
  readonly ask: (given: string) => string;
}

const ARGUMENT_LENGTH_MAX = 4000;
const OPERATE = 'millrace-ops-agent-manual';

/** What a person picks in a client. Each brings its skill, so that nothing has to be installed. */
const PROMPTS: readonly Written[] = [
  {
    name: 'delegate',
    title: 'Delegate work to Millrace',
    description: 'Hand work over that outlasts this session, and come back for a proven result.',
    arguments: [{ name: 'task', description: 'What is wanted.', required: true }],
    skill: 'millrace-autonomous-delegation',
    ask: (task) =>
      `Delegate this to Millrace, by the skill below. You may hand it over and start the loop: ${task}`,
  },
  {
    name: 'operate',
    title: 'Say where the work stands',
    description: 'Where the delegated work stands, in plain words, and what waits for me.',
    arguments: [{ name: 'root', description: 'Only this spec.' }],
    skill: OPERATE,
    ask: (root) =>
      `Tell me in plain words where ${root === '' ? 'the work' : root} stands in Millrace: what runs, ` +
      'what was proven, what it cost so far, and what waits for me. Change nothing.',
  },
  {
    name: 'diagnose',
    title: 'Find out why work does not go on',
    description: 'Why work is blocked, waits or looks stuck, on evidence, and what would fix it.',
    arguments: [{ name: 'root', description: 'Only this spec.' }],
    skill: OPERATE,
    ask: (root) =>
      `Find out why ${root === '' ? 'the work in Millrace' : root} does not go on. Read the evidence, say ` +
      'the cause and the smallest step that fixes it, and ask me before you take it.',
  },
  {
    name: 'author-loop',
    title: 'Write a loop of your own',
    description:
      'Families, stages, a graph and a mode for work of another kind, tested without a model.',
    arguments: [{ name: 'goal', description: 'What comes in and what comes out.', required: true }],
    skill: 'millrace-loop-authoring',
    ask: (goal) => `Write a loop for Millrace in this workspace, by the skill below: ${goal}`,
  },
];

export const promptList: readonly Prompt[] = PROMPTS.map(
  ({ skill: _, ask: __, ...prompt }) => prompt,
);

export async function getPrompt(
  session: ClientSession,
  name: string,
  args: Readonly<Record<string, string>>,
): Promise<GetPromptResult> {
  const prompt = PROMPTS.find((one) => one.name === name);
  if (prompt === undefined) throw unknownPrompt();
  const given = argumentOf(prompt, args);
  const path = `${prompt.skill}/SKILL.md`;
  const text = (await session.skills()).find((page) => page.path === path)?.text ?? '';
  const uri = resourceUri(uriPath.skill(path), null);
  return {
    description: prompt.description ?? '',
    messages: [
      { role: 'user', content: { type: 'text', text: prompt.ask(given) } },
      {
        role: 'user',
        content: { type: 'resource', resource: { uri, mimeType: MARKDOWN_TYPE, text } },
      },
    ],
  };
}

function argumentOf({ arguments: [own] = [] }: Written, args: Readonly<Record<string, string>>) {
  const more = Object.keys(args).filter((name) => name !== own?.name);
  const given = args[own?.name ?? '']?.trim() ?? '';
  const isMissing = own?.required === true && given === '';
  if (!isMissing && more.length === 0 && given.length <= ARGUMENT_LENGTH_MAX) return given;
  throw new MillraceError('input_invalid', {
    what: isMissing ? `${own?.name} is missing` : 'The prompt does not accept these arguments',
    expected: `${own?.name}, at most ${ARGUMENT_LENGTH_MAX} characters`,
    next: `Get the prompt again with ${own?.name} alone.`,
  });
}

function unknownPrompt(): MillraceError {
  return new MillraceError('resource_not_found', {
    what: 'There is no such prompt',
    expected: `one of ${PROMPTS.map(({ name }) => name).join(', ')}`,
    next: 'List the prompts, and get one of those.',
  });
}
