import { describe, expect, it } from 'vitest';
import { skillPages } from '../../src/backend/package-pages.ts';
import { row } from '../support/backend/fake-inspect.ts';
import { connect } from '../support/connect.ts';

const skills = { backend: { skills: async () => skillPages() } };

describe('prompts', () => {
  it('are listed, each with one argument', async () => {
    const { client } = await connect();
    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name, arguments: args }) => [name, args])).toMatchInlineSnapshot(`
      [
        [
          "delegate",
          [
            {
              "description": "What is wanted.",
              "name": "task",
              "required": true,
            },
          ],
        ],
        [
          "operate",
          [
            {
              "description": "Only this spec.",
              "name": "root",
            },
          ],
        ],
        [
          "diagnose",
          [
            {
              "description": "Only this spec.",
              "name": "root",
            },
          ],
        ],
        [
          "author-loop",
          [
            {
              "description": "What comes in and what comes out.",
              "name": "goal",
              "required": true,
            },
          ],
        ],
      ]
    `);
  });

  it.each([
    ['delegate', { task: 'Add a subtract function' }, 'millrace-autonomous-delegation'],
    ['operate', { root: 'spec-a' }, 'millrace-ops-agent-manual'],
    ['operate', {}, 'millrace-ops-agent-manual'],
    ['diagnose', {}, 'millrace-ops-agent-manual'],
    ['author-loop', { goal: 'articles' }, 'millrace-loop-authoring'],
  ])('%s says what is wanted, and brings its skill', async (name, args, skill) => {
    const { client } = await connect({ ...skills, initialized: false });
    const { messages } = await client.getPrompt({ name, arguments: args });
    const [ask, page] = messages.map(({ content }) => content);
    expect(ask).toMatchObject({
      text: expect.stringContaining(Object.values(args)[0] ?? 'Millrace'),
    });
    expect(page).toMatchObject({
      resource: {
        uri: `millrace://skills/${skill}/SKILL.md`,
        text: expect.stringContaining(`name: ${skill}`),
      },
    });
  });

  it.each([
    ['nothing', {}],
    ['delegate', {}],
    ['delegate', { task: '  ' }],
    ['delegate', { task: 'x', more: 'y' }],
    ['operate', { root: 'x'.repeat(4001) }],
  ])('%s is refused with %o', async (name, args) => {
    const { client } = await connect(skills);
    await expect(client.getPrompt({ name, arguments: args })).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('Next: '),
    });
  });

  it('complete the name of a spec', async () => {
    const { client } = await connect();
    const { completion } = await client.complete({
      ref: { type: 'ref/prompt', name: 'diagnose' },
      argument: { name: 'root', value: '' },
    });
    expect(completion.values).toEqual([row.about.root]);
  });
});
