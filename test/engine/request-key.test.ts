import { describe, expect, it } from 'vitest';
import { baseText, State, stateFrom } from '../../src/runtime/kernel/index.ts';
import { SPEC } from '../../src/sim/shipped-player.ts';
import { SimIds } from '../../src/sim/sim-ids.ts';
import { Machine } from './support/process.ts';

describe('commands', () => {
  it('with one key are one command, and say so when they are repeated', async () => {
    const one = new Machine().open();
    const first = await one.runtime.control({ name: 'pause', reason: 'lunch' }, 'the-same-key');
    expect(first.already).toBe(false);
    await one.runtime.control({ name: 'resume', all: false });
    expect(await one.runtime.control({ name: 'pause', reason: 'lunch' }, 'the-same-key')).toEqual({
      ...first,
      already: true,
    });
    expect(one.runtime.status().pauses).toEqual([]);
  });

  it('with one key and other content are refused, whatever applies them', async () => {
    const machine = new Machine();
    const one = machine.open();
    await one.runtime.control({ name: 'pause', reason: 'lunch' }, 'the-same-key');
    const others = [
      { name: 'pause', reason: 'other' },
      { name: 'resume', all: false },
    ] as const;
    for (const other of others) {
      await expect(one.runtime.control(other, 'the-same-key')).rejects.toMatchObject({
        code: 'request_key_conflict',
      });
    }
    const mail = {
      schema_version: '1.0',
      kind: 'mailbox_command',
      request_key: 'pause:the-same-key',
      actor: 'test',
      issued_at: '2026-01-01T00:00:00.000Z',
      command: { name: 'pause', reason: 'other' },
    } as const;
    const number = machine.mailbox().post(mail, 0, new SimIds(1));
    await one.runtime.tick({ wait_ms: 0 });
    expect(machine.mailbox().take(number)).toMatchObject({
      ok: false,
      failure: { code: 'request_key_conflict' },
    });
    await one.runtime.control({ name: 'pause', reason: 'lunch' }, 'the-same-key');
    const paused = machine.events().filter((one) => one.event_type === 'runtime_paused');
    expect(paused).toHaveLength(1);
  });

  it('with the key of a refused one are tried', async () => {
    const one = new Machine().open();
    const refused = one.runtime.control({ name: 'requeue', item: 'x', reason: 'r' }, 'another-key');
    await expect(refused).rejects.toMatchObject({ code: 'input_invalid' });
    const mended = one.runtime.control({ name: 'pause', reason: 'r' }, 'another-key');
    expect(await mended).toMatchObject({ applied: true, already: false });
  });

  it('are bound to their keys in a checkpoint as well, except by earlier releases', () => {
    const state = new State();
    const bound = { answer: '{"ok":true,"value":1}', content: 'c'.repeat(64) };
    state.answers.set('pause:bound', bound);
    state.answers.set('pause:earlier', { ...bound, content: null });
    const restored = stateFrom([baseText(state)]);
    expect([...restored.answers]).toEqual([...state.answers]);
    expect(baseText(state)).toContain('["pause:earlier","{\\"ok\\":true,\\"value\\":1}"]');
  });

  it('with one key tell how a document stands now', async () => {
    const machine = new Machine();
    const one = machine.open();
    const first = { family: 'spec', text: SPEC, channel: 'test', request_key: 'first-document' };
    const told = await one.runtime.admit(first);
    expect(told).toMatchObject({ already: false, position: 1 });
    await one.runtime.tick({ wait_ms: 0 });
    expect(await one.runtime.admit(first)).toMatchObject({
      id: told.id,
      already: true,
      position: 0,
      path: expect.stringContaining('active'),
    });
    const other = { ...first, text: SPEC.replace('# ', '# Another ') };
    await expect(one.runtime.admit(other)).rejects.toMatchObject({ code: 'request_key_conflict' });
  });

  it('with one key hand a large document over once', async () => {
    const one = new Machine().open();
    const text = `${SPEC}\n${'A long explanation. '.repeat(5000)}\n`;
    const input = { family: 'spec', text, channel: 'test', request_key: 'large-document' };
    const first = await one.runtime.admit(input);
    expect(await one.runtime.admit(input)).toEqual({ ...first, already: true });
    expect(one.runtime.status().queues.spec).toMatchObject({ queue: 1 });
  });
});
