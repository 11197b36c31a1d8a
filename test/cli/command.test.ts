import { describe, expect, it } from 'vitest';
import { matchCommand, olderOperation } from '../../src/cli/commands.ts';
import { OLDER_COMMANDS, type OlderCommand } from '../../src/cli/older-commands.ts';
import { PROCESSES } from '../../src/cli/processes.ts';
import type { Backend } from '../../src/product/backend.ts';
import type { Runtime } from '../../src/runtime/api/index.ts';
import { type ErrorCode, MillraceError } from '../../src/runtime/errors/errors.ts';
import { fakeRuntime, type Replaced } from '../support/backend/fake.ts';
import { tickView } from '../support/backend/fake-views.ts';
import { run } from './support/run.ts';

function isAnswered(command: OlderCommand): boolean {
  const { name, is } = command;
  const words = name.split(' ');
  if (is === 'process') return Object.keys(PROCESSES).includes(command.process);
  if (['version', 'run daemon'].includes(name)) return true;
  return matchCommand(words)?.operation === olderOperation(command) && matchCommand(words) !== null;
}

describe('commands', () => {
  it.each([
    ['run-once', 'did: applied'],
    ['run once', 'did: applied'],
    ['runs trace run-000001', 'run_id: run-000001'],
    ['runs-trace --run-id run-000001', 'run_id: run-000001'],
    ['compile validate', 'valid: true'],
    ['queue add-spec specs/a.md', 'already: false'],
    ['enqueue-spec --path specs/a.md', 'already: false'],
    ['upgrade', 'from_version: 0.1.0'],
    ['upgrade preview', 'from_version: 0.1.0'],
    ['status', 'condition: ready'],
    ['--workspace /other status', 'condition: ready'],
    ['init', 'created: false'],
    ['run start', 'already: false'],
    ['run wait --wait-seconds 3', 'reason: closed'],
    ['run stop --now', 'stopped: true'],
    ['stop', 'stopped: true'],
    ['control stop', 'stopped: true'],
    ['skills export building', 'path: /workspace/building.zip'],
    ['skills refresh-remote-index', 'offers_total: 1'],
    ['pause', 'applied: true'],
    ['control resume', 'applied: true'],
    ['control retry-active', 'applied: true'],
    ['cancel-stage run-000001', 'applied: true'],
    ['clear-stale-state --force', 'applied: true'],
    ['queue retry-blocked task/one --reason mended', 'applied: true'],
    ['status show', 'condition: ready'],
    ['runs ls', 'rows:'],
    ['runs show subtract', 'kind: spec'],
    ['runs tail', 'node: '],
    ['queue ls', 'rows:'],
    ['queue add-task specs/a.md', 'already: false'],
    ['add-spec specs/a.md', 'already: false'],
    ['planning retry-active', 'applied: true'],
    ['config reload', 'applied: true'],
    [
      'run once --mode default_codex --config ../workspace/millrace-agents/millrace.toml',
      'did: applied',
    ],
    ['status --format json', '"condition": "ready"'],
    ['version', '9.9.9'],
    ['--version', '9.9.9'],
  ])('understands millrace %s', async (line, start) => {
    const { code, out, err } = await run(line);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(start);
  });

  it('hands on what an older name stands for', async () => {
    const families: unknown[] = [];
    const admit: Runtime['admit'] = async (input) => {
      families.push(input.is_idea ? 'an idea' : input.family);
      return fakeRuntime().admit(input);
    };
    await run('add-idea specs/a.md', { runtime: { admit } });
    await run('queue add-task specs/a.md', { runtime: { admit } });
    await run('add-spec specs/a.md', { runtime: { admit } });
    expect(families).toEqual(['an idea', 'task', null]);
  });

  it('answers every command of the prior implementation', () => {
    expect(OLDER_COMMANDS.length).toBe(52);
    expect(OLDER_COMMANDS.filter((one) => !isAnswered(one))).toEqual([]);
  });

  it('resolves files and workspaces against its own folder, wherever they lie', async () => {
    const seen: string[] = [];
    const openRuntime: Backend['openRuntime'] = async ({ root }) => {
      seen.push(root);
      return fakeRuntime();
    };
    const readAnyFile = async (path: string) => {
      seen.push(path);
      return new TextEncoder().encode('# T');
    };
    await run('queue add-spec ../a.md --workspace up', { backend: { openRuntime, readAnyFile } });
    expect(seen).toEqual(['/a.md', '/somewhere/up']);
  });

  it('reads a document from its standard input', async () => {
    const { out } = await run('queue add-spec - --json', {}, '# Piped\n\nAcceptance:\n- a\n');
    expect(JSON.parse(out)).toMatchObject({ id: 'spec-piped' });
    const { err } = await run('status --workspace -', {
      backend: { openRuntime: async ({ root }) => Promise.reject(new Error(root)) },
    });
    expect(err).toContain('/somewhere/-');
  });

  it('takes lists by repeating a flag', async () => {
    const { out } = await run('enqueue-spec --title=T --acceptance=one --acceptance=two --json');
    expect(JSON.parse(out).document).toContain('- A1 one\n- A2 two');
  });

  it('says on stderr what happens while it waits', async () => {
    const tick: Replaced = {
      runtime: {
        tick: async ({ progress, wait_ms }) => {
          progress?.(`waiting ${wait_ms} ms`);
          return tickView;
        },
      },
    };
    const { out, err } = await run('run once --wait-seconds 2 --json', tick);
    expect(err).toBe('waiting 2000 ms\n');
    expect(JSON.parse(out)).toMatchObject({ did: 'applied' });
  });

  it('closes what it opened', async () => {
    let closed = 0;
    const close = () => {
      closed += 1;
    };
    await run('status', { runtime: { ...fakeRuntime(), close } });
    await Promise.resolve();
    expect(closed).toBe(1);
  });
});

describe('refusals', () => {
  it.each([
    ['zzz', 'There is no command "zzz".'],
    ['statsu', 'There is no command "statsu"; did you mean "status"?'],
    ['run strat', 'There is no command "run strat"; did you mean "run start"?'],
    ['help run strat', 'There is no command "run strat"; did you mean "run start"?'],
    ['status --workspce x', "Unknown option '--workspce'; did you mean --workspace?"],
    ['status --format yaml', 'millrace status: --format is text or json'],
    ['run once --config other.toml', '/somewhere/other.toml is not the config of this workspace'],
    ['run wait --until closde', 'did you mean closed?'],
    ['status --verbose', "millrace status: Unknown option '--verbose'"],
    ['status extra', 'millrace status: unexpected "extra"'],
    ['runs trace one --run-id two', 'millrace runs trace: run_id is given twice'],
    ['run once --wait-seconds', 'millrace run once: '],
    ['run once --wait-seconds soon', 'wait_seconds: '],
    ['run once --wait-seconds 999', 'wait_seconds: '],
  ])('answers millrace %s with exit code 2', async (line, problem) => {
    const { code, out, err } = await run(line);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(problem);
    expect(err).toMatch(/^error \w+: .*\nnext: .*\n$/);
  });

  it.each<[ErrorCode | null, number]>([
    ['id_taken', 2],
    ['plan_missing', 3],
    ['config_invalid', 4],
    ['disk_full', 5],
    [null, 1],
  ])('turns %s into exit code %i', async (code, expected) => {
    const status = () => {
      throw code === null ? new Error('boom') : new MillraceError(code, { what: 'W', next: 'N' });
    };
    const ran = await run('status --json', { runtime: { status } });
    expect(ran.code).toBe(expected);
    expect(ran.out).toBe('');
    expect(ran.err).toContain(`"code": "${code ?? 'internal_error'}"`);
  });
});
