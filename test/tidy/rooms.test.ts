import { describe, expect, it } from 'vitest';
import { countHouse, houseTable } from './house.ts';
import { roomsGoDown } from './imports.ts';
import {
  foldersAreSmall,
  helpersLieInSupport,
  importsFormNoCircle,
  nothingOnlyPassedOn,
} from './rooms.ts';
import { type Rule, report, sourceOf } from './source.ts';

const check = (rule: Rule, path: string, text: string) => report(rule, [sourceOf(path, text)]);
const circles = (files: Readonly<Record<string, string>>) =>
  importsFormNoCircle(Object.entries(files).map(([path, text]) => sourceOf(path, text)));

describe('circles', () => {
  it('finds files that import each other, types counted', () => {
    const files = {
      'src/a/one.ts': "import type { Two } from './two.ts';",
      'src/a/two.ts': "import { one } from './one.ts';",
    };
    expect(circles(files)).toEqual([
      'src/a/one.ts:1: imports in a circle: src/a/one.ts -> src/a/two.ts, ' +
        'src/a/two.ts -> src/a/one.ts. Move what both need to where both may see it.',
    ]);
  });

  it('finds rooms that import each other where no file does', () => {
    const files = {
      'src/a/one.ts': "import { three } from '../b/three.ts';",
      'src/a/two.ts': '',
      'src/b/three.ts': '',
      'src/b/four.ts': "import type { Two } from '../a/two.ts';",
    };
    expect(circles(files)).toEqual([
      'src/a:1: imports in a circle: src/a -> src/b, src/b -> src/a. ' +
        'Move what both need to where both may see it.',
    ]);
  });

  it('takes a long way round for a circle too', () => {
    const files = {
      'src/a/one.ts': "await import('../b/two.ts');",
      'src/b/two.ts': "export { three } from '../c/three.ts';",
      'src/c/three.ts': "import '../a/one.ts';",
    };
    expect(circles(files)).toHaveLength(2);
  });

  it('leaves arrows in one direction alone, and files beside each other in src', () => {
    expect(
      circles({
        'src/bin.ts': "import './a/one.ts';",
        'src/a/one.ts': "import '../package.ts'; import './two.ts';",
        'src/a/two.ts': "import './b/three.ts';",
        'src/a/b/three.ts': '',
        'src/package.ts': '',
      }),
    ).toEqual([]);
  });
});

describe('rooms of a part', () => {
  const ENGINE = 'src/runtime/engine';

  it.each([
    ['a room above', `${ENGINE}/owner/a.ts`, "import type { A } from '../loop/a.ts';"],
    ['what joins the rooms', `${ENGINE}/loop/a.ts`, "import { A } from '../runtime.ts';"],
    ['anything, from a room without a place', `${ENGINE}/attic/a.ts`, ''],
  ])('refuses %s', (_, path, text) => {
    expect(check(roomsGoDown, path, text)).toHaveLength(1);
  });

  it.each([
    [`${ENGINE}/loop/a.ts`, "import { a } from '../owner/a.ts'; import { b } from './b.ts';"],
    [`${ENGINE}/runtime.ts`, "import { a } from './loop/a.ts';"],
    [`${ENGINE}/ports/a.ts`, "import { a } from '../../journal/index.ts';"],
    ['src/runtime/journal/a.ts', "import { b } from './b.ts';"],
  ])('lets %s import what lies below: %s', (path, text) => {
    expect(check(roomsGoDown, path, text)).toEqual([]);
  });
});

describe('folders and files', () => {
  const files = (count: number) => Array.from({ length: count }, (_, at) => `src/a/${at}.ts`);

  it('counts the files of a folder, not those of its folders', () => {
    expect(foldersAreSmall([...files(36), 'src/a/b/1.ts'])).toEqual([]);
    expect(foldersAreSmall(files(37))).toEqual([
      'src/a:1: 37 files, 36 are allowed. Give its responsibilities a folder each.',
    ]);
  });

  it.each([
    ["export * from './b.ts';"],
    ["import './c.ts';\nexport { b } from './b.ts';\nexport type { B } from './b.ts';"],
  ])('refuses a file that only passes on: %s', (text) => {
    expect(check(nothingOnlyPassedOn, 'src/a/b.ts', text)).toHaveLength(1);
    expect(check(nothingOnlyPassedOn, 'src/a/index.ts', text)).toEqual([]);
  });

  it.each([[''], ["import './b.ts';"], ["export * from './b.ts';\nexport const a = 1;"]])(
    'leaves a file alone that does something: %s',
    (text) => {
      expect(check(nothingOnlyPassedOn, 'src/a/b.ts', text)).toEqual([]);
    },
  );

  it('wants helpers of tests in support', () => {
    expect(check(helpersLieInSupport, 'test/a/scene.ts', '')).toHaveLength(1);
    for (const path of [
      'test/a/a.test.ts',
      'test/a/support/scene.ts',
      'test/support/a/scene.ts',
      'test/tidy/a.ts',
      'src/a/scene.ts',
    ]) {
      expect(check(helpersLieInSupport, path, '')).toEqual([]);
    }
  });
});

it('counts a tree', () => {
  const src = [
    sourceOf('src/a/one.ts', "import type { T } from '../b/two.ts';\nexport const a = 1 as T;\n"),
    sourceOf('src/b/two.ts', "import { a } from '../a/one.ts';\nexport function f() {\n  a;\n}\n"),
    sourceOf('src/b/three.ts', 'const g = () => {\n};\nconst h = () => g;\nlet x: any = h!;\n'),
  ];
  const test = [sourceOf('test/a.test.ts', 'f();\n'.repeat(5))];
  expect(`\n${houseTable(new Map([['ours', countHouse(src, test)]]))}`).toMatchInlineSnapshot(`
    "
    | code base | file median / p90 / max | function median / p90 / max | any / as / ! per kloc | fullest folder | circles of files: types / values | circles of folders: types / values | test lines per source line |
    | --- | --- | --- | --- | --- | --- | --- | --- |
    | ours | 4 / 4 / 4 | 3 / 3 / 3 | 100 / 100 / 100 | 2 (src/b) | 1 (2) / 0 | 1 (2) / 0 | 0.5 |
    "
  `);
});
