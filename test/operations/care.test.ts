import { expect, it } from 'vitest';
import { matchCommand } from '../../src/cli/commands.ts';
import { FINDINGS, SEVERITIES } from '../../src/runtime/api/findings.ts';
import type { GcView, WhyView } from '../../src/runtime/api/index.ts';
import { doctorView, gcView, whyView } from '../support/backend/fake-care.ts';
import { connect } from '../support/connect.ts';

const BYTES_MAX = 16_384;
const WHY_BYTES_MAX = 2048;

it('repairs by its own command, written as a flag of doctor as well', () => {
  expect(matchCommand(['doctor', '--repair', '--json'])).toMatchObject({
    operation: { name: 'doctor_repair' },
    rest: ['--json'],
  });
  expect(matchCommand(['doctor'])?.operation.name).toBe('doctor');
});

it('has one line of meaning for every finding', () => {
  for (const [code, [severity, meaning]] of Object.entries(FINDINGS)) {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(SEVERITIES).toContain(severity);
    expect(meaning).toMatch(/^[A-Z].*\.$/);
  }
});

it('stays small however much is found', async () => {
  const [one] = doctorView.findings;
  if (one === undefined) throw new Error('no finding');
  const findings = Array.from({ length: 400 }, () => ({ ...one, what: 'x'.repeat(1000) }));
  const doctor = async () => ({ ...doctorView, findings });
  const { client } = await connect({ runtime: { doctor } });
  const { structuredContent } = await client.callTool({ name: 'doctor', arguments: {} });
  expect(JSON.stringify(structuredContent).length).toBeLessThan(BYTES_MAX);
});

it('stays small however much was decided, and says where to go on', async () => {
  const [row] = whyView.rows;
  if (row === undefined) throw new Error('no row');
  const changed = Array.from({ length: 12 }, () => 'y'.repeat(500));
  const rows = Array.from({ length: 100 }, (_, at) => ({ ...row, seq: 8 + at, changed }));
  const view: WhyView = { ...whyView, rows, before_seq: 7 };
  const { client } = await connect({ runtime: { why: () => view } });
  const { structuredContent } = await client.callTool({ name: 'why', arguments: { limit: 100 } });
  expect(JSON.stringify(structuredContent).length).toBeLessThanOrEqual(WHY_BYTES_MAX);
  expect(structuredContent).toMatchObject({
    decisions: [{ seq: 106 }, { seq: 107 }],
    before_seq: 106,
    next: 'Call inspect {"view":"why","key":"task/one","before_seq":106}: there is more before.',
  });
});

it('says why nothing was let go', async () => {
  const busy: GcView = { ...gcView, applied: false, notes: ['attempt request-1-1 is open'] };
  const { client } = await connect({ runtime: { gc: async () => busy } });
  const args = { action: 'gc', apply: true };
  const { structuredContent } = await client.callTool({ name: 'upkeep', arguments: args });
  expect(structuredContent).toMatchObject({
    applied: false,
    detail: 'Nothing was dropped: attempt request-1-1 is open',
  });
});
