import { expect, it } from 'vitest';
import { toolList } from '../../src/mcp/tools.ts';

const wordsOf = (text: string) => new Set(text.toLowerCase().match(/[a-z]+/g) ?? []);
const COMMON = wordsOf('a an the is it of or in to and what why');

/** How many words of a search a tool has in its name, title, description and hint. */
function found(search: string): string {
  const wanted = [...wordsOf(search)].filter((word) => !COMMON.has(word));
  const scores = toolList().map(({ name, title, description, _meta }) => {
    const hint = String(_meta?.['anthropic/searchHint'] ?? '');
    const said = wordsOf(`${name.replaceAll('_', ' ')} ${title} ${description} ${hint}`);
    const hinted = wordsOf(`${name.replaceAll('_', ' ')} ${hint}`);
    const score = wanted.filter((word) => said.has(word)).length;
    return { name, score: score + wanted.filter((word) => hinted.has(word)).length };
  });
  return scores.sort((a, b) => b.score - a.score)[0]?.name ?? '';
}

it.each([
  ['hand over a long task', 'enqueue_spec'],
  ['delegate', 'enqueue_spec'],
  ['initialize workspace', 'init'],
  ['pause or cancel', 'control'],
  ['what is it doing', 'inspect'],
  ['change the spec', 'revise'],
  ['answer a question', 'revise'],
  ['cancel a spec', 'revise'],
  ['stop the loop', 'control'],
  ['why is it blocked', 'inspect'],
  ['show the diff', 'inspect'],
])('a search for "%s" finds %s', (search, tool) => expect(found(search)).toBe(tool));
