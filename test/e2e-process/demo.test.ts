import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DEMO_MS_MAX, DemoClone } from './support/demo.ts';

/** The demo as a newcomer runs it, looked at from outside: what it printed, and what it left behind. */
const clone = new DemoClone('demo');
const folder = join(clone.folder, '.demo');
const runtime = join(folder, 'project', 'millrace-agents');
const LINES_MAX = 95;
const COLUMNS_MAX = 110;

let output = '';
let status: number | null = null;

beforeAll(() => {
  clone.fill();
  ({ status, stdout: output } = demo());
}, DEMO_MS_MAX);

afterAll(() => clone.remove());

function demo(...words: string[]) {
  return clone.run('demo/run.mjs', ...words);
}

function documents(place: string): string[] {
  return readdirSync(join(runtime, place)).filter((name) => name.endsWith('.md'));
}

describe('what the demo prints', () => {
  it('holds what it promises', () => {
    const end = output.slice(output.lastIndexOf('\n\n')).trim();
    expect([status, end]).toEqual([
      0,
      '17 of 17 expected facts held. Results are simulated (default_offline).',
    ]);
  });

  it('fits a plain terminal', () => {
    const lines = output.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(LINES_MAX);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(COLUMNS_MAX);
    expect(output).toMatch(/^[\n\x20-\x7e]*$/);
  });

  it('names commands that work', () => {
    const commands = [...output.matchAll(/^ {3}[a-z ]{12}((?:node|ls|cat|tail|git) .*)$/gm)];
    expect(commands).toHaveLength(7);
    for (const [, command = ''] of commands) {
      const ran = spawnSync('sh', ['-c', command], {
        cwd: clone.folder,
        encoding: 'utf8',
        env: clone.env,
      });
      expect({ command, status: ran.status, stderr: ran.stderr }).toMatchObject({
        status: 0,
        stderr: '',
      });
      expect(ran.stdout).not.toBe('');
    }
  });

  it('touches no folder that holds something', () => {
    const { status: refused, stdout } = demo('demo');
    expect(refused).toBe(1);
    expect(stdout).toContain('is not empty');
  });
});

describe('what the demo leaves', () => {
  it('has every item where it belongs', () => {
    expect({
      done: documents('tasks/done'),
      superseded: documents('tasks/blocked/superseded'),
      open: ['tasks/queue', 'tasks/active', 'tasks/blocked'].flatMap(documents),
      specs: documents('specs/done'),
      resolved: documents('incidents/resolved').map((name) => name.replace(/-[0-9a-f]{8}/, '')),
    }).toEqual({
      done: ['name-the-bad-line.md', 'read-durations.md', 'total-without-package.md'],
      superseded: ['print-the-total.md'],
      open: [],
      specs: ['spec-add-up-a-time-sheet.md'],
      resolved: ['arbiter-gap-spec-add-up-a-time-sheet.md', 'incident-print-the-total.md'],
    });
  });

  it('ran every request once, the one of the killed server too', () => {
    const attempts = readdirSync(join(runtime, 'attempts'));
    expect(attempts).toHaveLength(24);
    expect(attempts.filter((id) => !id.endsWith('-1'))).toEqual([]);
    expect(used()).toMatchObject({ 'build-slowly': 1, 'judge-first': 1, 'judge-again': 1 });
  });

  it('is work that git sees and that does what the spec asks for', () => {
    const project = join(folder, 'project');
    const run = (sheet: string) => {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ['src/cli.js', `examples/${sheet}.txt`],
        { cwd: project, encoding: 'utf8' },
      );
      return { status, stdout, stderr };
    };
    expect(run('week')).toEqual({ status: 0, stdout: '4:15\n', stderr: '' });
    expect(run('broken')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'line 2: "soon" is no duration\n',
    });
    const changed = execFileSync('git', ['status', '--short'], { cwd: project, encoding: 'utf8' });
    expect(changed).toBe(' M README.md\n A src/cli.js\n M src/duration.js\n A test/cli.js\n');
  });
});

/** How often each rule of the scenario was played. */
function used(): Record<string, number> {
  const text = readFileSync(join(folder, 'scenario.json.state.json'), 'utf8');
  return z.object({ used: z.record(z.string(), z.number()) }).parse(JSON.parse(text)).used;
}
