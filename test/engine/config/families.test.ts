import { expect, it } from 'vitest';
import { done, shippedPlayer } from '../../../src/sim/shipped-player.ts';
import type { Player } from '../../../src/sim/sim-attempts.ts';
import { freshDisk } from '../../support/shipped-disk.ts';
import { layout, Machine } from '../support/process.ts';

/** What is learned is that there is nothing to learn. */
const player: Player = (request, world) =>
  request.node.plane === 'learning' ? done('ANALYST_NOOP', request) : shippedPlayer(request, world);

const REQUEST =
  '# Learn from it\n\nLearning-Request-ID: learn-1\nRequested-Action: improve\n' +
  'Created-At: 2026-01-01T00:00:00Z\nCreated-By: test\n';
const mode = (name: string) => `[runtime]\ndefault_mode = "${name}"\n`;
const LEFT = 'default_offline takes no learning_request, and 1 of that family is open';

async function leaving() {
  const machine = new Machine(freshDisk('learning_offline'), player);
  const one = machine.open();
  await one.runtime.control({ name: 'pause', reason: 'to look' });
  await one.runtime.admit({ family: 'learning_request', text: REQUEST, channel: 'test' });
  machine.disk.plant(layout.config, mode('default_offline'));
  return { machine, runtime: one.runtime };
}

it('a mode that would leave open work behind is refused, and says of what', async () => {
  const { runtime } = await leaving();
  await runtime.tick({ wait_ms: 0 });
  expect(runtime.status()).toMatchObject({
    mode_id: 'learning_offline',
    reload: { state: 'refused', what: LEFT },
  });
  await expect(runtime.adopt()).rejects.toMatchObject({ code: 'plan_invalid' });
});

it('it counts by itself once that work has ended', async () => {
  const { machine, runtime } = await leaving();
  await runtime.control({ name: 'resume', all: false });
  for (let tick = 0; tick < 6; tick += 1) await runtime.tick({ wait_ms: 0 });
  expect(runtime.status()).toMatchObject({ mode_id: 'default_offline', reload: null });
  const told = machine.events().filter(({ event_type }) => event_type.startsWith('config_'));
  expect(told.map(({ event_type }) => event_type)).toEqual([
    'config_reloaded',
    'config_reload_failed',
  ]);
  // What is over is still shown, though the plan knows its kind no more.
  expect(runtime.show('learning_request/learn-1')).toMatchObject({
    about: { state: 'done' },
    path: null,
    last: { outcome: 'ANALYST_NOOP' },
  });
});

it('work that is put away holds no mode back', async () => {
  const { runtime } = await leaving();
  await runtime.control({
    name: 'archive',
    work: 'learning_request/learn-1',
    reason: 'not wanted',
  });
  await runtime.tick({ wait_ms: 0 });
  expect(runtime.status()).toMatchObject({ mode_id: 'default_offline', reload: null });
});
