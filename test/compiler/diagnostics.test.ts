import { describe, expect, it } from 'vitest';
import { compile, DIAGNOSTIC_CODES, DIAGNOSTICS_MAX } from '../../src/compiler/index.ts';
import { type DirEntry, DiskFault } from '../../src/runtime/ports/index.ts';
import { HARNESSES } from '../../src/runtime/runners/index.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { compileTree, diskOf, explain, inputOf, ROOT } from '../support/compiler/workspace.ts';
import { world } from '../support/compiler/world.ts';
import { brokenDisk, GROUPS } from './support/broken.ts';

const results = Object.entries(GROUPS).map(([group, cases]) => ({
  group,
  cases: cases.map((one) => ({ one, result: compile(inputOf(brokenDisk(one), one.mode)) })),
}));

/** More unknown stages than the list holds. */
const crowded = [
  ...world(),
  [
    'millrace.toml',
    [
      'runtime.default_mode = "weather"',
      ...Array.from({ length: DIAGNOSTICS_MAX + 5 }, (_, index) => `[stages.s${index}]`),
    ].join('\n'),
  ] as const,
];

/** A disk on which one path cannot be read or listed. */
class FailingDisk extends SimDisk {
  constructor(private readonly failing: string) {
    super(diskOf(world()).killImage());
  }
  override read(path: string): Uint8Array | null {
    if (path === this.failing) throw new DiskFault('EIO', 'read', path);
    return super.read(path);
  }
  override list(path: string): DirEntry[] | null {
    if (path === this.failing) throw new DiskFault('EACCES', 'list', path);
    return super.list(path);
  }
}

/** The texts of any release: a later one knows more harnesses, and is as right. */
function withoutHarnesses(text: string): string {
  return HARNESSES.reduce((rest, { runner }) => rest.replaceAll(`${runner}, `, ''), text).replace(
    /(a runner of your own); .* are built in/g,
    '$1; those are built in',
  );
}

/** Each has a test of its own. */
const MET_ELSEWHERE = ['diagnostics_truncated', 'upgrade_unfinished'] as const;

describe('what is wrong', () => {
  it.each(results)('is told in full: $group', async ({ group, cases }) => {
    const text = cases.map(({ one, result }) => `## ${one.name}\n${explain(result)}\n`).join('\n');
    await expect(withoutHarnesses(text)).toMatchFileSnapshot(`fixtures/diagnostics/${group}.txt`);
  });

  it('is always told, and never with a plan', () => {
    for (const { one, result } of results.flatMap(({ cases }) => cases)) {
      const errors = result.diagnostics.filter(({ severity }) => severity === 'error');
      expect(result.diagnostics.length, one.name).toBeGreaterThan(0);
      expect(result.ok, one.name).toBe(errors.length === 0);
    }
  });

  it.each([
    ['millrace.toml', 'The config cannot be read: the disk says EIO.'],
    ['skills/judge.md', 'The skill of the stage "judge" cannot be read: the disk says EIO.'],
    ['modes/weather.json', 'The file cannot be used: the disk says EIO.'],
    ['families', 'This is not read: the disk says EACCES.'],
  ])('is told when the disk fails at %s', (path, message) => {
    const result = compile(inputOf(new FailingDisk(`${ROOT}/millrace-agents/${path}`)));
    expect(result.ok).toBe(false);
    const told = result.diagnostics.filter(({ code }) => code === 'file_unreadable');
    expect(told).toEqual([expect.objectContaining({ file: path, message })]);
  });

  it('is bounded and says how much more there is', () => {
    const { diagnostics } = compileTree(new Map(crowded));
    expect(diagnostics).toHaveLength(DIAGNOSTICS_MAX + 1);
    expect(diagnostics.at(-1)).toMatchObject({
      code: 'diagnostics_truncated',
      message: '5 more diagnostics are not listed.',
    });
  });

  it('is told while an upgrade that was cut short has changed only some of the files', () => {
    const disk = diskOf(world());
    disk.plantFolder(`${ROOT}/millrace-agents/state/upgrades/pending`);
    const { ok, diagnostics } = compile(inputOf(disk));
    expect([ok, diagnostics]).toEqual([
      false,
      [
        {
          code: 'upgrade_unfinished',
          severity: 'error',
          file: 'state/upgrades/pending',
          pointer: '',
          message: 'An upgrade of the assets was cut short: some are new and some are old.',
          next: 'Call upgrade_preview with apply true, which finishes it, or with rollback true.',
        },
      ],
    ]);
  });

  it('uses every code of the closed set, and no other', () => {
    const provoked = results
      .flatMap(({ cases }) => cases)
      .flatMap(({ result }) => result.diagnostics.map(({ code }) => code));
    const all = new Set([...provoked, ...MET_ELSEWHERE]);
    expect([...all].sort()).toEqual(Object.keys(DIAGNOSTIC_CODES).sort());
  });
});
