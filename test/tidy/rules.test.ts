import { describe, expect, it } from 'vitest';
import {
  castsWithinBudget,
  noAnyAndNoAssertion,
  nothingAmbient,
  nothingSilenced,
} from './banned.ts';
import { deadExports, deadFiles } from './dead.ts';
import { importsGoDown } from './imports.ts';
import { assetNames, noAssetNames, runtimeFolderIsNamedOnce } from './names.ts';
import { filesAreShort, functionsAreShort, linesAreShort } from './size.ts';
import { type Rule, report, sourceOf } from './source.ts';
import { badText } from './text.ts';
import { changesMadeTwice, switchesAreClosed } from './unions.ts';

const check = (rule: Rule, path: string, text: string) => report(rule, [sourceOf(path, text)]);
const KERNEL = 'src/runtime/kernel/sample.ts';

describe('imports', () => {
  it.each([
    ['a higher folder', KERNEL, "import { a } from '../engine/a.ts';"],
    ['a type of a higher folder', KERNEL, "import type { A } from '../engine/a.ts';"],
    ['a type in place', KERNEL, "type A = typeof import('../engine/a.ts').a;"],
    ['a re-export', KERNEL, "export * from '../engine/a.ts';"],
    ['a named re-export', KERNEL, "export { a } from '../engine/a.ts';"],
    ['a late import', KERNEL, "const a = await import('../engine/a.ts');"],
    ['the host', 'src/operations/status.ts', "import { a } from '../runtime/host/disk.ts';"],
    ['the surface', 'src/operations/status.ts', "import { a } from '../mcp/server.ts';"],
    ['the product itself', 'src/operations/init.ts', "import { a } from '../backend/backend.ts';"],
    ['its user', 'src/backend/lazy.ts', "import type { A } from '../operations/index.ts';"],
    ['a value of the contract', KERNEL, "import { a } from '../api.ts';"],
    ['a module of Node', KERNEL, "import { readFileSync } from 'node:fs';"],
    ['a part of a module of Node', KERNEL, "import { open } from 'node:fs/promises';"],
    ['a package of others', 'src/mcp/a.ts', "import { execa } from 'execa';"],
    ['a package that nobody uses', KERNEL, "import x from 'left-pad';"],
    ['a folder that is not in the table', 'src/nowhere/a.ts', ''],
  ])('refuses %s', (_, path, text) => {
    expect(check(importsGoDown, path, text)).toHaveLength(1);
  });

  it.each([
    [KERNEL, "import { a } from '../documents/index.ts';"],
    [KERNEL, "import type { A } from '../api.ts';"],
    [KERNEL, "import { b } from './b.ts'; import { z } from 'zod';"],
    ['src/mcp/a.ts', "import { Server } from '@modelcontextprotocol/server';"],
    ['src/backend/host.ts', "import { a } from '../runtime/host/disk.ts';"],
  ])('lets %s import what lies below: %s', (path, text) => {
    expect(check(importsGoDown, path, text)).toEqual([]);
  });

  it('says where, what and what to do', () => {
    expect(check(importsGoDown, 'src/runtime/ports/a.ts', "\nimport '../plan/index.ts';")).toEqual([
      'src/runtime/ports/a.ts:2: runtime/ports imports runtime/plan. Hand it in, or move it down; runtime/ports may import runtime/ports, runtime/errors.',
    ]);
  });
});

describe('a switch', () => {
  it.each([
    ['without a default', "switch (a.k) { case 'x': f(); }"],
    ['whose default knows nothing of the value', "switch (a.k) { case 'x': f(); default: g(); }"],
    ['over a property of a property', "switch (a.b.kind) { case 'x': f(); default: g(a); }"],
  ])('%s is refused', (_, text) => {
    expect(check(switchesAreClosed, KERNEL, text)).toHaveLength(1);
  });

  it.each([
    ["switch (a.k) { case 'x': f(); break; default: exhausted(a); }"],
    ["switch (a.k) { case 'x': f(); break; default: exhausted(a.k); }"],
    ["switch (a.k) { case 'x': f(); break; default: others(state, a); }"],
    ["switch (type) { case 'x': f(); }"],
    ["switch (words[0]) { case 'x': f(); }"],
  ])('may be %s', (text) => {
    expect(check(switchesAreClosed, KERNEL, text)).toEqual([]);
  });
});

it('a kind of change that two places make is found', () => {
  const a = sourceOf('src/a.ts', "const one = { k: 'move@1', to: 'done' };");
  const b = sourceOf('src/b.ts', "interface M { k: 'move@1' }\nf(g({ k: 'move@1' }, { k: 'x' }));");
  expect(changesMadeTwice([a, b])).toEqual([
    'src/b.ts:2: move@1 is made here and in src/a.ts. Call the function that makes it, as in kernel/changes/build.ts.',
  ]);
  expect(changesMadeTwice([a])).toEqual([]);
});

describe('what is dead', () => {
  it('finds a file that nothing reaches', () => {
    const sources = [
      sourceOf('src/bin.ts', "await import('./a.ts');"),
      sourceOf('src/a.ts', "import type { B } from './b.ts';"),
      sourceOf('src/b.ts', ''),
      sourceOf('src/c.ts', "import './b.ts';"),
    ];
    expect(deadFiles(sources, ['src/bin.ts'])).toEqual([
      'src/c.ts:1: nothing imports this file. Use it or delete it.',
    ]);
  });

  it('finds an export that nothing uses', () => {
    const a = sourceOf(
      'src/a.ts',
      'export const used = 1;\nexport function left() {}\nexport type T = 1;',
    );
    const b = sourceOf('test/b.ts', "import { used } from '../src/a.ts'; used;");
    expect(deadExports([a], [a, b])).toEqual([
      'src/a.ts:2: nothing uses the export left. Use it or delete it.',
      'src/a.ts:3: nothing uses the export T. Use it or delete it.',
    ]);
  });
});

describe('names of loops', () => {
  const rule = noAssetNames(assetNames());

  it('knows planes, families, stage kinds, outcomes, loops, states, modes and counters', () => {
    expect([...assetNames()]).toEqual(
      expect.arrayContaining(
        'execution task builder BUILDER_COMPLETE BLOCKED execution.standard update_complete default_pi fix_cycle_count'.split(
          ' ',
        ),
      ),
    );
  });

  it.each([
    ["if (family === 'task') go();"],
    ["type Plane = 'execution' | Other;"],
    ['const node = `builder`;'],
    [`const path = \`specs\${rest}\`;`],
    ["const map = { 'arbiter': 1 };"],
    ['const map = { BUILDER_COMPLETE: 1 };'],
    ["text.includes('### NEEDS_PLANNING');"],
    ['/^FIX_NEEDED$/.test(text);'],
    ["import { a } from './a.ts'; a('execution.standard');"],
  ])('refuses %s', (text) => {
    expect(check(rule, KERNEL, text)).toHaveLength(1);
    expect(check(rule, 'src/compiler/sample.ts', text)).toHaveLength(1);
    expect(check(rule, 'src/operations/sample.ts', text)).toEqual([]);
  });

  it.each([["'The task is done.'"], ["state === 'blocked'"], ['const task = item.task;']])(
    'leaves prose and our own words alone: %s',
    (text) => {
      expect(check(rule, KERNEL, text)).toEqual([]);
    },
  );
});

it('refuses the folder of a workspace in a text, and leaves comments alone', () => {
  const texts = ["const a = 'below millrace-agents/';", `const b = \`\${c}/millrace-agents/\`;`];
  for (const text of texts) expect(check(runtimeFolderIsNamedOnce, KERNEL, text)).toHaveLength(1);
  expect(check(runtimeFolderIsNamedOnce, KERNEL, '// below millrace-agents/')).toEqual([]);
});

describe('what is ambient', () => {
  it.each([
    ['Date.now()'],
    ['globalThis.Date.now()'],
    ['new Date()'],
    ['new Date'],
    ['Date()'],
    ['performance.now()'],
    ['Math.random()'],
    ['crypto.randomUUID()'],
    ['setTimeout(go, 5)'],
    ['setInterval(go, 5)'],
    ['process.cwd()'],
    ['process.env'],
    ['const f = process.hrtime;'],
    ["console.log('x')"],
    ["console?.error('x')"],
    ['const now = Date.now;'],
  ])('refuses %s', (text) => {
    expect(check(nothingAmbient, KERNEL, text)).not.toEqual([]);
  });

  it.each([
    ['new Date(0)'],
    ['Date.parse(text)'],
    ['clock.now()'],
    ["text = 'Date.now()'"],
    ['// Date.now()'],
    ['child.process.env'],
  ])('leaves %s alone', (text) => {
    expect(check(nothingAmbient, KERNEL, text)).toEqual([]);
  });

  it('lets the host use the clock and the edges use the process, and nobody the console', () => {
    expect(check(nothingAmbient, 'src/runtime/host/clock.ts', 'Date.now()')).toEqual([]);
    expect(check(nothingAmbient, 'src/bin.ts', 'process.argv')).toEqual([]);
    expect(check(nothingAmbient, 'src/bin.ts', 'console.log(1)')).toHaveLength(1);
  });
});

describe('types', () => {
  it.each([
    ['let a: any;'],
    ['f(a!);'],
    ['a!.b;'],
    ['let a!: string;'],
    ['class A { b!: string }'],
  ])('refuses %s', (text) => {
    expect(check(noAnyAndNoAssertion, KERNEL, text)).toHaveLength(1);
  });

  it.each([['a as B;'], ['<B>a;'], ['a as unknown;']])('refuses the cast %s', (text) => {
    expect(check(castsWithinBudget, KERNEL, text)).toHaveLength(1);
  });

  it('leaves guards, negations and constants alone', () => {
    const text = "if (!a || a != b || a !== c) f(x satisfies Y, ['a'] as const); 'any as B';";
    expect(check(noAnyAndNoAssertion, KERNEL, text)).toEqual([]);
    expect(check(castsWithinBudget, KERNEL, text)).toEqual([]);
  });

  it('wants a budget lowered when it is not used', () => {
    expect(
      check(castsWithinBudget, 'src/runtime/kernel/checkpoint/checkpoint.ts', 'let a = 1;'),
    ).toEqual([
      'src/runtime/kernel/checkpoint/checkpoint.ts:1: a cast: 0 of a budget of 1. Lower the number in test/tidy/banned.ts.',
    ]);
  });

  it.each(['@ts-', 'biome-'])('refuses a line that silences %s', (tool) => {
    expect(check(nothingSilenced, KERNEL, `// ${tool}ignore x\nf();`)).toHaveLength(1);
  });
});

describe('sizes', () => {
  const many = (count: number, line: string) => `${line}\n`.repeat(count);

  it('counts the lines of a file, in tests without texts', () => {
    expect(check(filesAreShort, KERNEL, many(300, 'f();'))).toEqual([]);
    expect(check(filesAreShort, KERNEL, many(301, 'f();'))).toHaveLength(1);
    const snapshot = `expect(x).toMatchInlineSnapshot(\`\n${many(300, 'text')}\`);\n`;
    expect(check(filesAreShort, KERNEL, snapshot)).toHaveLength(1);
    expect(check(filesAreShort, 'test/a.test.ts', snapshot)).toEqual([]);
    expect(check(filesAreShort, 'test/a.test.ts', snapshot + many(300, 'f();'))).toHaveLength(1);
  });

  it.each([
    ['function f() {', '}'],
    ['const f = () => {', '};'],
    ['class A { f() {', '} }'],
    ['const a = { async f() {', '} };'],
  ])('counts the lines of %s', (open, close) => {
    expect(check(functionsAreShort, KERNEL, `${open}\n${many(68, 'g();')}${close}`)).toEqual([]);
    expect(check(functionsAreShort, KERNEL, `${open}\n${many(69, 'g();')}${close}`)).toHaveLength(
      1,
    );
  });

  it('counts columns', () => {
    expect(check(linesAreShort, KERNEL, `// ${'a'.repeat(107)}`)).toEqual([]);
    expect(check(linesAreShort, KERNEL, `// ${'a'.repeat(108)}`)).toHaveLength(1);
    const text = `const a = \`\n${'a'.repeat(111)}\n\`;`;
    expect(check(linesAreShort, KERNEL, text)).toEqual([]);
    expect(check(linesAreShort, KERNEL, `const a = \`${'a'.repeat(111)}\`;`)).toHaveLength(1);
  });
});

describe('texts', () => {
  it.each([
    ['a dash', 'README.md', 'one \u2014 two'],
    ['a letter that is not ASCII', KERNEL, "const a = '\u00e9';"],
    ['work that is left', KERNEL, `// TO${'DO'}: later`],
    ['a path of a machine', 'docs/a.md', `run /wo${'rk'}/main/a`],
    ['a path of a machine in code', KERNEL, `open('/tm${'p'}/brief')`],
    ['a path of a person', 'AGENTS.md', `cd /User${'s'}/me`],
  ])('refuses %s', (_, path, text) => {
    expect(badText(path, `first\n${text}`)).toEqual([expect.objectContaining({ line: 2 })]);
  });

  it.each([
    ['test/a.test.ts', "const a = '\u00e9';"],
    [KERNEL, 'below out/work/a.md and <dir>/work/b, mktemp XXXXXX'],
    ['README.md', 'https://example.org/work/a'],
  ])('leaves %s alone: %s', (path, text) => {
    expect(badText(path, text)).toEqual([]);
  });
});
