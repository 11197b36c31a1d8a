import { expect, it } from 'vitest';
import { difference, type Leaf, type Tree } from '../../src/prove/sim/oracle.ts';

const INDEX = 'attempts/request-E-000011-N/in/evidence/index.md';
const COPY = 'attempts/request-E-000011-N/in/evidence/02-runner_prompt.request-E-000010.md';
const SOURCE = 'runs/run-E-000003/runner_prompt.request-E-000010.md';

function leaf(text: string): Leaf {
  const bytes = new TextEncoder().encode(text);
  return { length: bytes.length, read: (at, length) => bytes.subarray(at, at + length) };
}

function tree(files: Readonly<Record<string, string>>): Tree {
  return new Map(Object.entries(files).map(([path, text]) => [path, leaf(text)]));
}

it('takes evidence that a power loss took for no difference, also in what a later stage is told', () => {
  const whole = tree({
    [INDEX]: `- \`${SOURCE}\` is \`~/${COPY}\`\n- \`notes.md\` is \`~/notes.md\`\n`,
    [COPY]: 'a prompt',
    [SOURCE]: 'a prompt',
  });
  const lacking = `- \`${SOURCE}\` is not kept any more\n`;
  const left = tree({ [INDEX]: `${lacking}- \`notes.md\` is \`~/notes.md\`\n` });
  expect(difference(whole, left, 'some')).toBeNull();
  expect(difference(whole, left, 'all')).toContain('differs');
  const worse = tree({ [INDEX]: `${lacking}- \`notes.md\` is not kept any more\n` });
  expect(difference(whole, worse, 'some')).toContain('notes.md');
});
