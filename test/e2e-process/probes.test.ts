import { expect } from 'vitest';
import { finish } from './support/campaign.ts';
import { it } from './support/test.ts';

const packet = { do: 'artifact', file: 'recon_packet.md', text: '# Packet\n\nsrc/export.js:3\n' };
const QUESTION = { title: 'Why is the export slow?', prose: 'It takes a minute.' };
const ITEM = 'probe/probe-why-is-the-export-slow';

it('a mode without probes refuses one, and says which modes have them', async ({ empty }) => {
  await empty.run('init', '--mode', 'default_offline');
  const asked = ['queue', 'add-probe', '--title', 'Why?', '--prose', 'It is slow.'];
  const { code, text } = await empty.refusal(...asked);
  expect([code, text]).toEqual([
    'input_invalid',
    expect.stringMatching(
      /default_offline takes no probe.*default_offline_integrated, default_offline_recon/,
    ),
  ]);
});

it('a question is handed over by an agent, looked into, and answered', async ({ empty }) => {
  await empty.run('init', '--mode', 'default_offline_recon');
  empty.play([
    {
      match: { node_id: 'recon' },
      actions: [packet],
      end: { kind: 'result', outcome: 'RECON_NOOP', summary: 'It reads each row twice.' },
    },
  ]);
  const agent = await empty.client();
  expect(await agent.call('enqueue_spec', { ...QUESTION, family: 'probe' })).toMatchObject({
    item: ITEM,
    state: 'queued',
  });
  await agent.leave();
  expect((await finish(empty)).map(({ outcome }) => outcome)).toEqual(['RECON_NOOP']);
  const { next } = await empty.answer('status');
  expect(next).toBe(`Run \`millrace show ${ITEM}\`: ${ITEM} is done, and nothing else is queued.`);
  expect(await empty.answer('show', ITEM)).toMatchObject({
    kind: 'probe',
    state: 'done',
    last: {
      outcome: 'RECON_NOOP',
      summary: 'It reads each row twice.',
      artifacts: {
        recon_packet: 'millrace-agents/recon/packets/probe-why-is-the-export-slow.md',
      },
    },
  });
  expect(empty.read('millrace-agents/recon/packets/probe-why-is-the-export-slow.md')).toBe(
    packet.text,
  );
});

it('an integrated mode with learning brings a spec to closure by itself', async ({ empty }) => {
  await empty.run('init', '--mode', 'learning_offline_integrated');
  await empty.run('enqueue-spec', '--title', 'Subtract', '--acceptance', '5 less 3 is 2');
  const nodes = (await finish(empty)).map(({ node }) => node);
  // Learning runs beside the others, and ends in any order with them.
  expect(nodes.filter((node) => !['librarian', 'curator'].includes(node))).toEqual(
    'planner manager builder integrator checker updater arbiter'.split(' '),
  );
  expect(nodes.filter((node) => node === 'librarian')).toHaveLength(1);
  expect(await empty.answer('status')).toMatchObject({ condition: 'idle', closed_roots: 1 });
  expect(await empty.answer('doctor')).toMatchObject({ ok: true });
});
