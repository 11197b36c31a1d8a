import { expect, it } from 'vitest';
import { SPEC, shippedPlayer } from '../../src/sim/shipped-player.ts';
import { World } from '../../src/sim/sim-attempts.ts';
import { openSim, ROOT } from '../../src/sim/sim-workspace.ts';
import { freshDisk } from '../support/shipped-disk.ts';

const SPEC_FILE = `${ROOT}/millrace-agents/specs/queue/spec-add-a-subtract-function.md`;
const decoder = new TextDecoder();

it('takes a queued document that was edited by hand as one revision', async () => {
  const disk = freshDisk('default_offline');
  const { runtime } = openSim(disk, new World(), shippedPlayer);
  await runtime.admit({ family: 'spec', text: SPEC, channel: 'test' });
  const { seq } = runtime.status();
  const text = decoder.decode(disk.read(SPEC_FILE) ?? new Uint8Array());
  disk.plant(SPEC_FILE, text.replace('It should also subtract.', 'It  must\talso subtract.\n\n\n'));
  const tick = await runtime.tick({ wait_ms: 0 });
  expect(tick.stage?.node).toBe('planner');
  expect(tick.status.seq).toBe(seq + 2);
  expect(runtime.status()).toMatchObject({ condition: 'ready', active: [{ life: 'ended' }] });
});

it('takes in what was written by hand before there was a journal', async () => {
  const written = '# Mend the roof\n\nIt leaks.\n\n## Acceptance\n\n- it is dry\n';
  const disk = freshDisk('default_offline', { 'specs/queue/mend-the-roof.md': written });
  const { runtime } = openSim(disk, new World(), shippedPlayer);
  const tick = await runtime.tick({ wait_ms: 0 });
  expect(tick.stage?.work?.id).toBe('mend-the-roof');
  expect(runtime.status().blockers).toEqual([]);
});
