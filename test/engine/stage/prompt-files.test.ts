import { expect, it } from 'vitest';
import { sayingPlayer } from '../support/claims.ts';
import { finish, handOver, layout, Machine } from '../support/process.ts';

/** A folder stands for whatever lies in it. */
const FOLDERS = ['reports/', 'evidence/'];

/** What a text names below `in/`, without where it ends a sentence. */
function namedIn(text: string): string[] {
  return [...text.matchAll(/\bin\/([\w./-]*[\w/])/g)].map(([, name = '']) => name);
}

/** Of the part that the runtime writes about a request. */
function section(prompt: string, head: string): string {
  const request = prompt.slice(prompt.indexOf('# This request'));
  const text = request.slice(request.indexOf(head) + head.length);
  return text.slice(0, text.indexOf('\n## '));
}

async function promptsOfACampaign() {
  const player = sayingPlayer(({ node }) => ({ assumptions: [`${node.node_id} was meant`] }));
  const machine = new Machine(undefined, player);
  const one = machine.open();
  await handOver(one);
  await one.runtime.tick({ wait_ms: 0 });
  const [root] = [...machine.world.requests].map(({ lineage }) => lineage?.root);
  await one.runtime.control({ name: 'note', work: root ?? '', text: 'Call it minus.' });
  await finish(one);
  return machine.world.requests.map(({ node, attempt }) => {
    const directory = layout.at(`attempts/${attempt.attempt_id}`);
    const bytes = machine.disk.read(`${directory}/prompt.md`);
    const prompt = new TextDecoder().decode(bytes ?? undefined);
    const isThere = (name: string) =>
      machine.disk.stat(`${directory}/in/${name.replace(/\/$/, '')}`) !== null;
    return { node: node.node_id, prompt, isThere };
  });
}

it('names only files that a stage may get, and says of all that are there that they are', async () => {
  const prompts = await promptsOfACampaign();
  const known = new Set(namedIn(section(prompts[0]?.prompt ?? '', '## Read')));
  expect(known.size).toBeGreaterThan(10);
  for (const { node, prompt, isThere } of prompts) {
    const there = namedIn(/^- there are: .*$/m.exec(prompt)?.[0] ?? '');
    expect([node, there.filter((name) => !isThere(name))]).toEqual([node, []]);
    const own = prompt.slice(0, prompt.indexOf('# This request'));
    const strange = namedIn(own).filter(
      (name) => !known.has(name) && !FOLDERS.some((folder) => `${name}/`.startsWith(folder)),
    );
    expect([node, strange]).toEqual([node, []]);
    const missing = [...known].filter((name) => isThere(name) && !isNamed(there, name));
    expect([node, missing]).toEqual([node, []]);
  }
});

function isNamed(there: readonly string[], name: string): boolean {
  return there.some((one) => one === name || one.startsWith(name.replace(/\/?$/, '/')));
}
