import { describe, expect, it } from 'vitest';
import { SimDisk } from '../../../src/sim/sim-disk.ts';
import { SimIds } from '../../../src/sim/sim-ids.ts';
import { planEntry, planRemoval } from '../../../src/user/clients/changes.ts';
import type { ClientName } from '../../../src/user/clients/client.ts';
import { findConfig, writeChange } from '../../../src/user/clients/config-file.ts';

const PATH = '/home/me/.codex/config.toml';
const CLAUDE = '/home/me/.claude.json';
const own = {
  command: '/usr/bin/node',
  args: ['/opt/millrace/dist/millrace-mcp.js'],
  env_vars: ['CODEX_HOME'],
};
const before = '# mine\nmodel = "x" # why\n';

function found(disk: SimDisk, client: ClientName = 'codex') {
  const path = client === 'codex' ? PATH : CLAUDE;
  return findConfig(disk, { client, scope: 'user', path });
}

function setUp(disk: SimDisk, client: ClientName = 'codex', seed = 1) {
  const change = planEntry(found(disk, client), own);
  const written = writeChange({ disk, ids: new SimIds(seed) }, change, 'keep');
  return { what: change.what, needs_person: change.needs_person, written };
}

function takeAway(disk: SimDisk, client: ClientName = 'codex') {
  const change = planRemoval(found(disk, client), own);
  writeChange({ disk, ids: new SimIds(2) }, change, 'drop');
  return { what: change.what, needs_person: change.needs_person };
}

function text(disk: SimDisk, path = PATH): string | null {
  const bytes = disk.read(path);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

describe('the entry of a client', () => {
  it('is written once, and taken away to the byte', () => {
    const disk = new SimDisk();
    disk.plant(PATH, before);
    expect(setUp(disk)).toEqual({ what: 'add', needs_person: false, written: true });
    expect(text(disk)).toBe(
      `${before}\n[mcp_servers.millrace]\ncommand = "/usr/bin/node"\n` +
        'args = [ "/opt/millrace/dist/millrace-mcp.js" ]\nenv_vars = [ "CODEX_HOME" ]\n',
    );
    expect(text(disk, `${PATH}.before-millrace`)).toBe(before);
    const { steps } = disk;
    expect(setUp(disk)).toEqual({ what: 'nothing', needs_person: false, written: true });
    expect(disk.steps).toBe(steps);
    expect(takeAway(disk)).toEqual({ what: 'remove', needs_person: false });
    expect(Object.keys(disk.dump('/home/me/.codex'))).toEqual([PATH]);
    expect(text(disk)).toBe(before);
    expect(takeAway(disk)).toEqual({ what: 'nothing', needs_person: false });
  });

  it('leaves no file where none was', () => {
    const disk = new SimDisk();
    disk.plantFolder('/home/me');
    for (const client of ['claude', 'codex'] as const) {
      setUp(disk, client);
      expect(takeAway(disk, client)).toMatchObject({ what: 'remove' });
    }
    expect(disk.dump('/home/me')).toEqual({ '/home/me/.codex': null });
  });

  it('goes without what its owner wrote meanwhile', () => {
    const disk = new SimDisk();
    disk.plant(CLAUDE, '{"a":1}');
    setUp(disk, 'claude');
    const changed =
      text(disk, CLAUDE)?.replace('"a":1', '"a": 2').replace('"a": 1', '"a": 2') ?? '';
    disk.plant(CLAUDE, changed);
    takeAway(disk, 'claude');
    expect(JSON.parse(text(disk, CLAUDE) ?? '')).toEqual({ a: 2 });
  });

  it('is renewed where this program lay elsewhere, with what its owner added', () => {
    const disk = new SimDisk();
    const older =
      '[mcp_servers.millrace] # mine\ncommand = "node"\nargs = ["/old/dist/bin.js", "mcp", "--tools", "full"]\n' +
      'env_vars = ["MY_KEY"]\nstartup_timeout_sec = 20\n';
    disk.plant(PATH, older);
    expect(setUp(disk)).toEqual({ what: 'renew', needs_person: false, written: true });
    expect(text(disk)).toBe(
      '[mcp_servers.millrace] # mine\ncommand = "/usr/bin/node"\n' +
        'args = ["/opt/millrace/dist/millrace-mcp.js", "--tools", "full"]\n' +
        'env_vars = ["CODEX_HOME", "MY_KEY"]\nstartup_timeout_sec = 20\n',
    );
    expect(takeAway(disk)).toEqual({ what: 'remove', needs_person: true });
  });

  it.each([
    'command = "millrace"\nargs = ["mcp"]',
    'url = "http://127.0.0.1:1/mcp"',
    'command = "node"\nargs = ["/else/server.js"]',
    'command = 3',
  ])('is given to a person where it is another one: %#', (lines) => {
    const disk = new SimDisk();
    disk.plant(PATH, `[mcp_servers.millrace]\n${lines}\n`);
    expect(planEntry(found(disk), own)).toMatchObject({ what: 'replace', needs_person: true });
    expect(planRemoval(found(disk), own)).toMatchObject({ what: 'remove', needs_person: true });
  });
});

describe('the file of a client', () => {
  it('is not written when it says something else by now', () => {
    const disk = new SimDisk();
    disk.plant(PATH, before);
    const change = planEntry(found(disk), own);
    disk.plant(PATH, 'model = "y"\n');
    expect(writeChange({ disk, ids: new SimIds(1) }, change, 'keep')).toBe(false);
    expect(disk.dump('/home/me/.codex')).toEqual({ [PATH]: 'model = "y"\n' });
  });

  it('is the old one or the new one, wherever it is cut short', () => {
    const whole = new SimDisk();
    whole.plant(PATH, before);
    setUp(whole);
    const after = text(whole);
    for (let step = 1; step <= whole.steps; step += 1) {
      const disk = new SimDisk(undefined, { crash_at: step });
      disk.plant(PATH, before);
      expect(() => setUp(disk)).toThrow();
      const left = new SimDisk(disk.killImage());
      expect([before, after]).toContain(text(left));
      setUp(left, 'codex', 7);
      expect(text(left)).toBe(after);
    }
  });

  it.each([
    ['a link', (disk: SimDisk) => disk.plantLink(PATH, '/home/me/dotfiles/config.toml')],
    ['a folder', (disk: SimDisk) => disk.plantFolder(PATH)],
    ['a pipe', (disk: SimDisk) => disk.plantPipe(PATH)],
    ['bytes', (disk: SimDisk) => disk.plant(PATH, new Uint8Array([0xff, 0xfe, 0x00]))],
  ])('is left alone when it is %s', (_, plant) => {
    const disk = new SimDisk();
    plant(disk);
    const there = disk.dump();
    expect(() => setUp(disk)).toThrow();
    expect(disk.dump()).toEqual(there);
  });

  it('leaves nothing behind on a full disk', () => {
    const disk = new SimDisk(undefined, { fail: { at: 2, code: 'ENOSPC', sticky: true } });
    disk.plant(PATH, before);
    expect(() => setUp(disk)).toThrow('ENOSPC');
    expect(text(disk)).toBe(before);
  });
});
