import { mkdtempSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MacLock } from '../../src/runtime/host/mac-lock.ts';
import { MacProcesses } from '../../src/runtime/host/mac-processes.ts';
import { systemOf } from '../../src/runtime/host/system.ts';

/** In the form of ps on macOS: `ps -ax -o pid=,ppid=,pgid=,stat=,lstart=`. */
const ENTRIES = `    1     0     1 Ss   Mon Nov  2 08:00:01 2026
  311     1   311 S    Mon Nov  2 08:01:00 2026
  502   311   502 S+   Mon Nov  2 09:12:44 2026
  503   502   503 Z    Mon Nov  2 09:12:45 2026
`;
const COMMANDS = `    1 /sbin/launchd
  311 node bin.js keeper MILLRACE_KEEPER=request-1-1 LANG=one two PATH=/bin
  502 sh -c sleep 9
`;
const TABLE: Readonly<Record<string, string>> = {
  'ps -axEww -o pid=,command=': COMMANDS,
  'ps -ax -o pid=,ppid=,pgid=,stat=,lstart=': ENTRIES,
  'ps -o pid=,ppid=,pgid=,stat=,lstart= -p 311': ENTRIES.split('\n')[1] ?? '',
  'sysctl -n kern.bootsessionuuid': '7C2A-BOOT\n',
  'ioreg -rd1 -c IOPlatformExpertDevice': '    "IOPlatformUUID" = "9F11-MACHINE"\n',
};

describe('processes of macOS', () => {
  const processes = new MacProcesses((argv) => TABLE[argv.join(' ')] ?? '');

  it('are read from ps, with the variables that can be seen', () => {
    expect(processes.list()).toEqual([
      {
        pid: 1,
        parent_pid: 0,
        group: 1,
        start: 'Mon Nov  2 08:00:01 2026',
        argv: ['/sbin/launchd'],
        env: [],
      },
      {
        pid: 311,
        parent_pid: 1,
        group: 311,
        start: 'Mon Nov  2 08:01:00 2026',
        argv: ['node', 'bin.js', 'keeper'],
        env: ['MILLRACE_KEEPER=request-1-1', 'LANG=one', 'PATH=/bin'],
      },
      {
        pid: 502,
        parent_pid: 311,
        group: 502,
        start: 'Mon Nov  2 09:12:44 2026',
        argv: ['sh', '-c', 'sleep', '9'],
        env: [],
      },
    ]);
  });

  it('have a start that tells one from a later one with its number', () => {
    expect(processes.startOf(311)).toBe('Mon Nov  2 08:01:00 2026');
    expect(processes.startOf(999)).toBeNull();
  });

  it('belong to one machine and one boot', () => {
    const { machine, boot, pid_namespace, pid } = processes.self();
    expect([machine, boot, pid_namespace, pid]).toEqual([
      '9F11-MACHINE',
      '7C2A-BOOT',
      'macos',
      process.pid,
    ]);
  });

  it('that cannot be asked for are none, not an error', () => {
    expect(new MacProcesses(() => '').list()).toEqual([]);
  });
});

describe('the lock of macOS', () => {
  const failing = (code: string) =>
    new MacLock(() => {
      throw Object.assign(new Error(code), { code });
    });

  it('is asked for in opening, without waiting', () => {
    const flags: number[] = [];
    const lock = new MacLock((path, wanted) => {
      flags.push(wanted);
      return openSync(path, 'a+');
    });
    const folder = mkdtempSync(join(tmpdir(), 'millrace-mac-lock-'));
    const held = lock.tryTake(join(folder, 'lock'));
    expect(held).not.toBeNull();
    held?.release();
    rmSync(folder, { recursive: true });
    expect((flags[0] ?? 0) & 0x20).toBe(0x20);
  });

  it('is not taken on a file that was replaced meanwhile', () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-mac-lock-'));
    const path = join(folder, 'lock');
    const lock = new MacLock(() => {
      const descriptor = openSync(path, 'a+');
      writeFileSync(`${path}.new`, '');
      renameSync(`${path}.new`, path);
      return descriptor;
    });
    expect(lock.tryTake(path)).toBeNull();
    rmSync(folder, { recursive: true });
  });

  it('belongs to somebody else when the system says so', () => {
    expect(failing('EAGAIN').tryTake('/lock')).toBeNull();
  });

  it('is refused with the reason where there are none', () => {
    expect(() => failing('ENOTSUP').tryTake('/lock')).toThrow(/could not be taken \(ENOTSUP\)/);
    expect(() => failing('EACCES').tryTake('/lock')).toThrow(/EACCES/);
  });
});

it('another system is refused with what to do', () => {
  expect(() => systemOf('win32')).toThrow(/how win32 locks files.*WSL/s);
});
