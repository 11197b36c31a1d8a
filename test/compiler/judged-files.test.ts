import { describe, expect, it, vi } from 'vitest';
import { compile, currentness, JudgedFiles } from '../../src/compiler/index.ts';
import type { Stat } from '../../src/runtime/ports/index.ts';
import { diskOf, inputOf } from '../support/compiler/workspace.ts';
import { world } from '../support/compiler/world.ts';

const STAT: Stat = { kind: 'file', size_bytes: 10, mtime_ms: 1000, inode: 7 };

describe('files that were judged before', () => {
  it('are known again by inode, size and time', () => {
    const judged = new JudgedFiles(() => 10_000);
    judged.keep('a.md', STAT, 'digest');
    expect(judged.digest('a.md', STAT)).toBe('digest');
    expect(judged.digest('b.md', STAT)).toBeNull();
    expect(judged.digest('a.md', { ...STAT, inode: 8 })).toBeNull();
    expect(judged.digest('a.md', { ...STAT, size_bytes: 11 })).toBeNull();
    expect(judged.digest('a.md', { ...STAT, mtime_ms: 1001 })).toBeNull();
  });

  it('are read again when they had just changed', () => {
    const judged = new JudgedFiles(() => STAT.mtime_ms + 1999);
    judged.keep('a.md', STAT, 'digest');
    expect(judged.digest('a.md', STAT)).toBeNull();
  });

  it('cost a plan that is current one look each', () => {
    const disk = diskOf(world());
    const { plan } = compile(inputOf(disk));
    const judged = new JudgedFiles(() => Number.MAX_SAFE_INTEGER);
    const judge = () => currentness({ ...inputOf(disk), judged }, plan).state;
    expect(judge()).toBe('current');
    const reads = vi.spyOn(disk, 'read');
    expect(judge()).toBe('current');
    expect(reads.mock.calls.map(([path]) => path)).toEqual(['/ws/millrace-agents/millrace.toml']);
    disk.plant('/ws/millrace-agents/entrypoints/skipper.md', 'Skip harder.');
    expect(judge()).toBe('stale');
  });
});

describe('a config that was judged before', () => {
  it('is judged again when its bytes or the plan are others', () => {
    const judged = new JudgedFiles(() => 0);
    const judge = vi.fn(() => ({ changed: [] }));
    judged.verdict('bytes', 'plan', judge);
    judged.verdict('bytes', 'plan', judge);
    expect(judge).toHaveBeenCalledTimes(1);
    judged.verdict('other', 'plan', judge);
    judged.verdict('other', 'another', judge);
    expect(judge).toHaveBeenCalledTimes(3);
  });

  it('is noticed at each edit, with what was judged before in mind', () => {
    const disk = diskOf(world());
    const { plan } = compile(inputOf(disk));
    const judged = new JudgedFiles(() => Number.MAX_SAFE_INTEGER);
    const judge = (toml: string) => {
      disk.plant('/ws/millrace-agents/millrace.toml', `runtime.default_mode = "weather"\n${toml}`);
      return currentness({ ...inputOf(disk), judged }, plan).state;
    };
    const edits = ['# one', 'limits.attempts_per_item = 3', '# one', '[limit]', '', '# two'];
    expect(edits.map(judge)).toEqual([
      'current',
      'stale',
      'current',
      'unknown',
      'current',
      'current',
    ]);
  });
});
