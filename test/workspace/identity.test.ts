import { describe, expect, it } from 'vitest';
import {
  ensureWorkspaceId,
  layoutOf,
  readWorkspaceId,
  replaceWorkspaceId,
} from '../../src/runtime/workspace/index.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { SimIds } from '../../src/sim/sim-ids.ts';
import { init, ROOT, refusal, worldDisk } from './support/world.ts';

const layout = layoutOf(ROOT);

/** Each process has its own chance. */
function portsOf(disk: SimDisk, seed = 1) {
  return { disk, ids: new SimIds(seed) };
}

describe('the id of a workspace', () => {
  it('is long, made by init, and stays', () => {
    const disk = worldDisk();
    init(disk);
    const id = readWorkspaceId(disk, layout);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    init(disk);
    expect(ensureWorkspaceId(portsOf(disk, 5), layout)).toBe(id);
    expect(readWorkspaceId(disk, layout)).toBe(id);
  });

  it('is made by an owner where an earlier release has made none', () => {
    const disk = worldDisk();
    init(disk);
    disk.unlink(layout.identity);
    expect(readWorkspaceId(disk, layout)).toBe(null);
    const id = ensureWorkspaceId(portsOf(disk), layout);
    expect(readWorkspaceId(disk, layout)).toBe(id);
  });

  it('is the same for two that make it at once', () => {
    const disk = worldDisk();
    init(disk);
    disk.unlink(layout.identity);
    const link = disk.link.bind(disk);
    let other = '';
    disk.link = (from, to) => {
      disk.link = link;
      other = ensureWorkspaceId(portsOf(disk, 2), layout);
      link(from, to);
    };
    expect(ensureWorkspaceId(portsOf(disk, 3), layout)).toBe(other);
  });

  it('can be replaced, and a crash leaves the old one or the new one', () => {
    const dry = worldDisk();
    init(dry);
    const old = readWorkspaceId(dry, layout);
    const image = dry.killImage();
    const whole = new SimDisk(image);
    const replaced = replaceWorkspaceId(portsOf(whole, 9), layout);
    expect(replaced).not.toBe(old);
    for (let step = 1; step <= whole.steps; step += 1) {
      const disk = new SimDisk(image, { crash_at: step });
      expect(() => replaceWorkspaceId(portsOf(disk, 9), layout)).toThrow();
      for (const one of [disk.killImage(), ...disk.powerImages(4, step)])
        expect([old, replaced]).toContain(readWorkspaceId(new SimDisk(one), layout));
    }
    for (const one of whole.powerImages(8))
      expect(readWorkspaceId(new SimDisk(one), layout)).toBe(replaced);
  });

  it('is made anew where its file holds something else', () => {
    const disk = worldDisk();
    init(disk);
    for (const text of ['', 'mine', `${'a'.repeat(32)}\nmore`]) {
      disk.plant(layout.identity, text);
      expect(readWorkspaceId(disk, layout)).toBe(null);
      expect(ensureWorkspaceId(portsOf(disk), layout)).toMatch(/^[0-9a-f]{32}$/);
    }
  });

  it('is not made over a folder', () => {
    const disk = worldDisk();
    init(disk);
    disk.unlink(layout.identity);
    disk.mkdir(layout.identity);
    expect(readWorkspaceId(disk, layout)).toBe(null);
    const text = refusal(() => ensureWorkspaceId(portsOf(disk), layout));
    expect(text.split('. ')).toMatchInlineSnapshot(`
      [
        "workspace_not_writable: millrace-agents/state/workspace_id is not a file",
        "Expected: a file",
        "Next: move it away or replace it by a file, then call init again.",
      ]
    `);
  });
});
