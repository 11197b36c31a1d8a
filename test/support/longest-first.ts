import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** A long file that starts last is waited for alone. The longest stand first. */
const LONG = [
  'test/e2e-process/prove.test.ts',
  'test/e2e-process/kills.test.ts',
  'test/e2e-process/loop.test.ts',
  'test/e2e-process/notify.test.ts',
  'test/e2e-process/marathon.test.ts',
  'test/prove/removals.test.ts',
  'test/crash/kill-even.test.ts',
  'test/crash/kill-odd.test.ts',
  'test/crash/faults.test.ts',
  'test/crash/recovery.test.ts',
  'test/kernel/model.test.ts',
];

/** The order of test files: processes, which wait much, before parts; in each of them the long ones first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((one, other) => rank(one) - rank(other));
  }
}

/** A worker keeps what it has loaded as long as the next file is one of the same project. */
function rank({ moduleId, project }: TestSpecification): number {
  const long = LONG.findIndex((path) => moduleId.endsWith(path));
  const inProject = long < 0 ? LONG.length : long;
  return project.name === 'processes' ? inProject : inProject + LONG.length + 1;
}
