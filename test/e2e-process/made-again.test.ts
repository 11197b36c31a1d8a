import { describe, expect } from 'vitest';
import { SPEC } from '../support/program/specs.ts';
import { it } from './support/test.ts';

const OTHER = '# Another thing\n\nIt multiplies.\n\nAcceptance:\n- multiply(2, 3) is 6\n';

describe.concurrent('a workspace that is removed and made again under a server', () => {
  it('is the new one for that server, and what it queues is queued', async ({ offline }) => {
    const client = await offline.client();
    await client.call('enqueue_spec', { document: SPEC });
    await client.call('run_once');
    offline.remove('millrace-agents');
    await offline.answer('init', '--state', 'anew', '--mode', 'default_offline');
    offline.count();
    expect(await client.call('enqueue_spec', { document: OTHER })).toMatchObject({
      already: false,
      position: 1,
    });
    expect(await client.call('status')).toMatchObject({ totals: { stages: 0 }, problems: [] });
    expect(await client.call('run_once')).toMatchObject({ did: 'applied' });
    expect(await offline.answer('status')).toMatchObject({ totals: { stages: 1 } });
    expect(await offline.answer('doctor')).toMatchObject({ ok: true });
  });
});
