import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { matchCommand } from '../../src/cli/commands.ts';
import { PROCESSES } from '../../src/cli/processes.ts';
import { toolList } from '../../src/mcp/tools.ts';
import { callsIn, commandsIn, SKILLS, skillFiles } from '../support/skill-page.ts';

const DESCRIPTION_TOKENS_MAX = 60;
const BODY_TOKENS_MAX = 2500;

const frontMatter = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(64),
  description: z.string().min(1).max(1024),
  license: z.literal('Apache-2.0'),
  compatibility: z.string().max(500),
});

const tools = new Map(toolList().map((tool) => [tool.name, tool]));
const files = SKILLS.flatMap(skillFiles);

function bodyOf(text: string): { readonly head: unknown; readonly body: string } {
  const [, head = '', body = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  return { head: parse(head), body };
}

const choices = z.looseObject({
  properties: z.record(z.string(), z.looseObject({ enum: z.array(z.string()).optional() })),
});

function choicesOf(tool: string, field: string): readonly string[] {
  return choices.parse(tools.get(tool)?.inputSchema).properties[field]?.enum ?? [];
}

describe('skills', () => {
  it('are the three', () => {
    expect(SKILLS).toEqual([
      'millrace-autonomous-delegation',
      'millrace-loop-authoring',
      'millrace-ops-agent-manual',
    ]);
  });

  it.each(SKILLS)('%s keeps to the form of a skill, and is short', (skill) => {
    const main = skillFiles(skill).find(({ path }) => path === 'SKILL.md');
    const { head, body } = bodyOf(main?.text ?? '');
    const { name, description } = frontMatter.parse(head);
    expect(name).toBe(skill);
    expect(countTokens(description)).toBeLessThanOrEqual(DESCRIPTION_TOKENS_MAX);
    expect(countTokens(body)).toBeLessThanOrEqual(BODY_TOKENS_MAX);
    const linked = [...body.matchAll(/\]\((references\/[a-z-]+\.md)\)/g)].map(([, path]) => path);
    const there = skillFiles(skill).map(({ path }) => path);
    expect([...new Set(linked), 'SKILL.md'].sort()).toEqual([...there].sort());
  });

  it.each(files.map((file) => [`${file.skill}/${file.path}`, file.text] as const))(
    '%s names only what there is',
    (_, text) => {
      for (const { name, args } of callsIn(text)) {
        expect([...tools.keys()]).toContain(name);
        const schema = JSON.stringify(tools.get(name)?.inputSchema);
        const parsed = z.fromJSONSchema(JSON.parse(schema)).safeParse(args);
        expect([name, args, parsed.error?.issues ?? []]).toEqual([name, args, []]);
      }
      expect((text.match(/```call/g) ?? []).length).toBe(callsIn(text).length);
      for (const [, tool = '', field = '', value = ''] of text.matchAll(
        /`(inspect|control|revise)`,? (view|action) `(\w+)`/g,
      )) {
        expect(choicesOf(tool, field)).toContain(value);
      }
      for (const words of commandsIn(text)) {
        const known = matchCommand(words) !== null;
        const isProcess = Object.values(PROCESSES).some(
          ({ name }) => words.slice(0, name.split(' ').length).join(' ') === name,
        );
        expect([words.join(' '), known || isProcess]).toEqual([words.join(' '), true]);
      }
    },
  );
});
