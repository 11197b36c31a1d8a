import { describe, expect, it } from 'vitest';

import type { Machine as MachinePort } from '../../src/runtime/ports/index.ts';
import { shippedPlayer } from '../../src/sim/shipped-player.ts';
import type { Player } from '../../src/sim/sim-attempts.ts';
import { freshDisk } from '../support/shipped-disk.ts';
import { endFirst, finish, firstRuns, handOver, layout, loop, Machine } from './support/process.ts';
import { refusal } from './support/refusal.ts';

/** Programs of a machine that may come and go; counts how often it was asked for one. */
class Programs implements MachinePort {
  readonly there = new Set<string>();
  looks = 0;

  space() {
    return null;
  }

  isProgram(path: string): boolean {
    this.looks += 1;
    return this.there.has(path);
  }
}

const AGENT = `[runtime]
default_mode = "default_command"

[runners]
default_runner = "agent"

[runners.agent]
command = "agent"
`;

const MIXED = `${AGENT}
[stages.checker]
runner = "claude_cli"
`;

function opened(player: Player = shippedPlayer, config = AGENT, wait_ms = 1000) {
  const disk = freshDisk('default_command', { 'millrace.toml': config });
  const machine = new Machine(disk, player);
  const programs = new Programs();
  const open = () => machine.open({ machine: programs });
  const one = open();
  return { machine, programs, open, one, tick: () => one.runtime.tick({ wait_ms }) };
}

describe('a stage whose program is not there', () => {
  it('is refused before anything of it is recorded, and started once it is there', async () => {
    const { machine, programs, one, tick } = opened();
    await handOver(one);
    await tick().catch(() => undefined);
    const before = one.runtime.status();
    expect(await refusal(tick)).toMatchInlineSnapshot(
      `"runner_not_available: The stage planner cannot be started by agent: its program agent is not found. Expected: a program that this user can start. Next: install it, or name another command in millrace.toml; or set default_mode in millrace.toml to a mode of another harness. Then call this again. doctor with harness true shows what is there."`,
    );
    expect(one.runtime.status()).toEqual(before);
    expect(before).toMatchObject({
      condition: 'refused',
      outlook: { code: 'runner_not_available' },
      active: [],
      totals: { stages: 0 },
    });
    expect(machine.disk.list(layout.attempts)).toEqual([]);
    programs.there.add('/bin/agent');
    expect(await tick()).toMatchObject({ did: 'applied' });
    await finish(one);
    expect(one.runtime.status()).toMatchObject({ closed_roots: 1 });
  });

  it('is no reason to refuse where nothing is to be started', async () => {
    const { tick } = opened();
    expect(await tick()).toMatchObject({ did: 'idle' });
  });

  it('is looked for once, then only whether it is still there', async () => {
    const { programs, one, tick } = opened();
    programs.there.add('/bin/agent');
    await handOver(one);
    const looks: number[] = [];
    for (let call = 1; call <= 3; call += 1) {
      const before = programs.looks;
      await tick();
      looks.push(programs.looks - before);
    }
    // Once for the stage, once for what the answer says is next.
    expect(looks).toEqual([2, 2, 2]);
  });

  it('lets what runs go on, and takes its result', async () => {
    const { machine, programs, one, tick } = opened(firstRuns(), AGENT, 0);
    programs.there.add('/bin/agent');
    await handOver(one);
    await tick();
    programs.there.clear();
    expect(await tick()).toMatchObject({ did: 'running' });
    endFirst(machine, one);
    expect(await tick()).toMatchObject({
      did: 'applied',
      applied: { outcome: 'PLANNER_COMPLETE' },
    });
    expect(await refusal(tick)).toContain('runner_not_available: The stage manager');
  });

  it('is refused when it comes to it, in a plan of several harnesses', async () => {
    const { programs, one, tick } = opened(shippedPlayer, MIXED);
    programs.there.add('/bin/agent');
    await handOver(one);
    let nodes = 0;
    let said = '';
    for (; said === '' && nodes < 20; nodes += 1) {
      said = await refusal(tick).then((text) => (text === 'not refused' ? '' : text));
    }
    expect([nodes, said]).toEqual([4, expect.stringContaining('The stage checker')]);
    expect(said).toContain('npm install -g @anthropic-ai/claude-code');
  });

  it('keeps the pause of a loop that met it, until it is there', async () => {
    const { machine, programs, one, tick } = opened((request, world) =>
      world.requests.length === 1
        ? { stdout: '', outcome: 'never_spawned', reason: 'ENOENT' }
        : shippedPlayer(request, world),
    );
    await handOver(one);
    await loop(one, (event, { stop }) => {
      if (event.kind === 'idle' && event.did === 'paused') stop.abort();
    }).ended;
    expect(await refusal(tick)).toContain('runner_not_available');
    expect(one.runtime.status()).toMatchObject({ condition: 'paused' });
    expect(machine.world.requests).toHaveLength(1);
    programs.there.add('/bin/agent');
    expect(await tick()).toMatchObject({ did: 'applied' });
  });
});

describe('a loop', () => {
  it('is not started while any stage of the plan lacks its program', async () => {
    const { programs, one } = opened(shippedPlayer, MIXED);
    await handOver(one);
    const require = () => refusal(() => one.runtime.requireRunners());
    expect(await require()).toContain('by agent');
    programs.there.add('/bin/agent');
    expect(await require()).toContain('The stage checker cannot be started by claude_cli');
    programs.there.add('/bin/claude');
    expect(await require()).toBe('not refused');
  });

  it('is judged by the plan that would run, not by the one that is adopted', async () => {
    const { machine, programs, open, one } = opened();
    programs.there.add('/bin/claude');
    await handOver(one);
    expect(await refusal(() => one.runtime.requireRunners())).toContain('by agent');
    machine.disk.plant(layout.config, '[runtime]\ndefault_mode = "default_claude"\n');
    expect(await refusal(() => open().runtime.requireRunners())).toBe('not refused');
  });
});
