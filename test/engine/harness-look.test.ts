import { describe, expect, it } from 'vitest';
import type { HarnessView } from '../../src/runtime/api/index.ts';
import { lookAtRunners } from '../../src/runtime/engine/harnesses/inspect.ts';
import type { RunnerConfig } from '../../src/runtime/plan/index.ts';
import type { ProgramCall } from '../../src/runtime/ports/index.ts';
import { SimClock } from '../../src/sim/sim-clock.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { CLAUDE, CODEX } from '../support/runners/harnesses.ts';

const ENV = { PATH: '/bin:/opt/bin', HOME: '/h', CODEX_API_KEY: 'very-secret-key' };
const self = { node: '/bin/node', millrace: '/lib/millrace' };

/** A machine with these programs, which say these words when they are asked anything. */
class Desk {
  readonly disk = new SimDisk();
  readonly calls: ProgramCall[] = [];

  constructor(
    private readonly says: Readonly<Record<string, string>>,
    private readonly env: Record<string, string> = ENV,
  ) {
    this.disk.plant('/opt/bin/.keep', '');
  }

  async look(config: RunnerConfig = CODEX, root = '/w'): Promise<HarnessView> {
    const { disk, says, env, calls } = this;
    const ports = {
      disk,
      env,
      self,
      clock: new SimClock({ auto: true }),
      machine: { space: () => null, isProgram: (path: string) => Object.hasOwn(says, path) },
      programs: {
        ask: async (call: ProgramCall) => {
          calls.push(call);
          return { code: 0, text: says[call.argv[0]] ?? '' };
        },
      },
    };
    const from = { work_dir: root, mayAsk: () => true };
    const [view] = await lookAtRunners(ports, [['mine', config]], from);
    if (view === undefined) throw new Error('nothing was looked at');
    return view;
  }
}

describe('a harness', () => {
  it('is found, asked for its version and nothing else', async () => {
    const desk = new Desk({ '/opt/bin/codex': 'codex-cli 0.169.0\n' });
    const view = await desk.look();
    expect(view).toMatchInlineSnapshot(`
      {
        "account": "api_key",
        "age": "tested",
        "asked": true,
        "harness": "Codex",
        "installed": "yes",
        "login": "yes",
        "login_by": "CODEX_API_KEY",
        "permission": "maximum",
        "problem": null,
        "program": "codex",
        "runner": "mine",
        "tested_version": "0.169.0",
        "version": "0.169.0",
      }
    `);
    expect(desk.calls).toMatchObject([
      { argv: ['/opt/bin/codex', '--version'], cwd: '/', timeout_ms: 5000 },
    ]);
    expect(desk.calls[0]?.env).toMatchObject({ HOME: '/h', CODEX_HOME: '/dev/null' });
    expect(desk.disk.log).toEqual([]);
    expect(JSON.stringify(view)).not.toContain('very-secret-key');
  });

  it.each([
    ['codex-cli 0.169.0', '0.169.0', 'tested'],
    ['codex-cli 0.99.12', '0.99.12', 'older'],
    ['codex-cli 1.0.0', '1.0.0', 'newer'],
    ['codex-cli 0.169.0-beta.1', '0.169.0-beta.1', 'older'],
    ['10.9.2', null, 'unknown'],
    ['', null, 'unknown'],
  ])('that says %j', async (said, version, age) => {
    expect(await new Desk({ '/bin/codex': said }).look()).toMatchObject({ version, age });
  });

  it('that is not there is not asked', async () => {
    const desk = new Desk({});
    desk.disk.plant('/opt/bin/claude', 'a text');
    expect(await desk.look()).toMatchObject({
      installed: 'missing',
      version: null,
      problem: {
        what: 'its program codex is not found',
        next: 'install it (npm install -g @openai/codex), or name another command in millrace.toml',
      },
    });
    expect(await desk.look(CLAUDE)).toMatchObject({
      installed: 'not_executable',
      problem: { what: 'its program claude is a file that cannot be started' },
    });
    expect(await desk.look({ ...CODEX, command: '/opt' })).toMatchObject({
      installed: 'folder',
      problem: { what: 'its program /opt is a folder' },
    });
    expect(desk.calls).toEqual([]);
  });

  it('is looked for as its shell will: by the PATH of the stage, or from the work folder', async () => {
    const desk = new Desk({ '/w/tools/codex': '', '/mine/codex': '' });
    const installed = async (config: Partial<typeof CODEX>) =>
      (await desk.look({ ...CODEX, ...config })).installed;
    expect(await installed({ command: 'tools/codex' })).toBe('yes');
    expect(await installed({ env: { PATH: '/mine' } })).toBe('yes');
    expect(await installed({})).toBe('missing');
  });

  it('without a login says how to log in', async () => {
    const env = { PATH: '/bin', HOME: '/h' };
    const view = await new Desk({ '/bin/codex': 'codex-cli 0.169.0' }, env).look();
    expect(view).toMatchObject({
      login: 'no',
      problem: { next: expect.stringContaining('(codex login)') },
    });
  });

  it('of which only an old plan knows is said to be without an adapter', async () => {
    const view = await new Desk({}).look({ adapter: 'pi_rpc', settings: {} });
    expect(view).toMatchObject({ harness: 'Pi', installed: 'no_adapter', login: 'unknown' });
  });
});

it('an agent of the user is looked for and not asked', async () => {
  const desk = new Desk({ '/bin/agent': 'hello' });
  const config = {
    adapter: 'command',
    command: 'agent',
    args: [],
    prompt: 'stdin',
    final_text: 'stdout',
    env_allow: ['PATH'],
    env: {},
    stop: [],
    silence_ms: 0,
  } as const satisfies RunnerConfig;
  expect(await desk.look({ ...config, args: [], env_allow: ['PATH'], stop: [] })).toMatchObject({
    harness: 'mine',
    installed: 'yes',
    version: null,
    login: 'unknown',
    problem: null,
  });
  expect(desk.calls).toEqual([]);
});
