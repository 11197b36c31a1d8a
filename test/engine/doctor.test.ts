import { describe, expect, it } from 'vitest';
import type { DoctorView } from '../../src/runtime/api/index.ts';
import { HARNESSES } from '../../src/runtime/runners/index.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { ROOT } from '../../src/sim/sim-workspace.ts';
import { freshDisk } from '../support/shipped-disk.ts';
import { finish, firstRuns, handOver, layout, Machine } from './support/process.ts';

const SNAPSHOT = layout.at('state/runtime_snapshot.json');

/** What is found, apart from what every workspace of the tests has. */
function codes({ findings }: DoctorView): string[] {
  return findings.map(({ code, place }) => `${code} ${place}`).filter((one) => !ALWAYS.test(one));
}
const ALWAYS = /^(plan_missing|lock_left)/;

/** Without what changes with every asset. */
function checked(view: DoctorView): string {
  const lines = view.checked.map(({ area, result }) => `${area}: ${result}`);
  return lines
    .join('\n')
    .replace(/(plan-\w+)-\w+/, '$1-ID')
    .replace(/baseline [0-9a-f]{12}/, 'baseline ID')
    .replace(/\d+ (KB|managed)/g, 'N $1');
}

async function closed(): Promise<Machine> {
  const machine = new Machine();
  const opened = machine.open();
  await handOver(opened);
  await finish(opened);
  opened.runtime.close();
  return machine;
}

async function queued(): Promise<Machine> {
  const machine = new Machine();
  const opened = machine.open();
  await handOver(opened);
  opened.runtime.close();
  return machine;
}

function specIn(machine: Machine, folder: string): string {
  const [name] = machine.disk.list(layout.at(`specs/${folder}`)) ?? [];
  return layout.at(`specs/${folder}/${name?.name ?? ''}`);
}

function flip(machine: Machine, path: string, at: number): void {
  const bytes = machine.disk.read(path)?.slice() ?? new Uint8Array();
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  machine.disk.plant(path, bytes);
}

function text(machine: Machine, path: string): string {
  return new TextDecoder().decode(machine.disk.read(path) ?? new Uint8Array());
}

describe('doctor', () => {
  it('finds nothing in a workspace in order, and changes nothing', async () => {
    const machine = await closed();
    const before = machine.disk.steps;
    const view = await machine.open().runtime.doctor();
    expect(codes(view)).toEqual([]);
    expect(view.ok).toBe(true);
    const calls = machine.disk.log.slice(before).map(({ path }) => path);
    expect(calls.filter((path) => path !== layout.lock)).toEqual([]);
    expect(checked(view)).toMatchInlineSnapshot(`
      "journal: record 50 in segment 3; 50 records from 1 on read again, every one linked
      history: 2 archived segments, N KB
      lock: free
      place: not known yet
      places: 261 names, 0 of them not ours
      mailbox: 0 commands wait
      notifications: nobody is notified
      anchor: this user keeps nothing outside
      attempts: 0 open, 24 folders
      documents: 7 files in the folders, 7 work items
      lineage: as the documents say
      rendered files: as the journal says
      plan: plan-default_offline-ID: current
      trust: what would run here is trusted
      runners: scripted
      usage: no rules
      prices: list of 2026-09-23
      assets: N managed assets of release 0.0.0, baseline ID
      prompts: 18 prompts
      skills: 18 skills
      git: runtime state is ignored
      disk: this system does not say how much is free"
    `);
  });

  it('names projections that were edited or deleted, and repair makes them anew', async () => {
    const machine = await closed();
    const right = text(machine, SNAPSHOT);
    machine.disk.plant(SNAPSHOT, '{}');
    machine.disk.remove(layout.at('state/recovery_counters.json'));
    const { runtime } = machine.open();
    expect(codes(await runtime.doctor())).toEqual([
      'projection_missing millrace-agents/state/recovery_counters.json',
      'projection_differs millrace-agents/state/runtime_snapshot.json',
    ]);
    const repaired = await runtime.repair();
    expect(repaired).toMatchObject({ rebuilt_total: 2, moved_total: 0 });
    expect(codes(await runtime.doctor())).toEqual([]);
    expect(JSON.parse(text(machine, SNAPSHOT))).toMatchObject(
      Object.fromEntries(Object.entries(JSON.parse(right)).filter(([key]) => key === 'plan_id')),
    );
  });

  it('tells what became of documents that people touched, and repair loses no text', async () => {
    const machine = await closed();
    const done = specIn(machine, 'done');
    const name = done.split('/').at(-1);
    machine.disk.plant(done, '# Written over\n');
    machine.disk.plant(layout.at(`specs/queue/${name}`), '# A copy\n');
    machine.disk.plant(layout.at('tasks/done/unknown.md'), '# Unknown\n');
    machine.disk.plant(layout.at('tasks/queue/notes.txt'), 'foreign');
    machine.disk.plant(layout.at('tasks/queue/old.md.invalid'), 'refused');
    machine.disk.plantLink(layout.at('tasks/blocked/link.md'), '/etc/passwd');
    const { runtime } = machine.open();
    expect(codes(await runtime.doctor()).sort()).toEqual([
      `document_changed millrace-agents/specs/done/${name}`,
      `document_copy millrace-agents/specs/queue/${name}`,
      'document_misplaced millrace-agents/tasks/done/unknown.md',
      'document_put_aside millrace-agents/tasks/queue/old.md.invalid',
      'foreign_file millrace-agents/tasks/blocked/link.md',
      'foreign_file millrace-agents/tasks/queue/notes.txt',
    ]);
    const { moved } = await runtime.repair();
    expect(moved.map(({ to }) => text(machine, `${ROOT}/${to}`)).sort()).toEqual([
      '# A copy\n',
      '# Written over\n',
    ]);
    expect(text(machine, layout.at('tasks/done/unknown.md'))).toBe('# Unknown\n');
    expect(codes(await runtime.doctor()).filter((one) => /changed|copy/.test(one))).toEqual([]);
    expect(text(machine, done)).toContain('Acceptance:');
  });

  it('says whether an edit in a queue will be taken, and repair takes it or puts it aside', async () => {
    const machine = await queued();
    const file = specIn(machine, 'queue');
    machine.disk.plant(file, text(machine, file).replace('Acceptance:', 'Acceptance:\n- More'));
    expect(codes(await machine.open().runtime.doctor())).toEqual([
      `document_edited ${file.slice(ROOT.length + 1)}`,
    ]);
    await machine.open().runtime.repair();
    expect(text(machine, file)).toContain('- More');
    machine.disk.plant(file, 'no document at all');
    const refused = await machine.open().runtime.doctor();
    expect(codes(refused)).toEqual([`document_edit_refused ${file.slice(ROOT.length + 1)}`]);
    await machine.open().runtime.repair();
    expect(text(machine, `${file}.invalid`)).toBe('no document at all');
    expect(text(machine, file)).toContain('- More');
  });

  it('tells how each open attempt stands without judging it', async () => {
    const machine = new Machine(undefined, firstRuns());
    const opened = machine.open();
    await handOver(opened);
    await opened.runtime.tick({ wait_ms: 0 });
    const attempt = [...machine.world.spawned.keys()].join();
    machine.disk.plant(layout.at(`attempts/request-0000-000001-1/prompt.md`), 'left');
    machine.disk.plant(layout.at(`attempts/${attempt.replace(/\d+-1$/, '999999-1')}/x`), 'left');
    const found = codes(await machine.open().runtime.doctor());
    expect(found.slice(0, 1)).toEqual([`attempt_not_started ${attempt}`]);
    expect(found.slice(1).every((one) => one.startsWith('attempt_left_over'))).toBe(true);
    expect(found).toHaveLength(3);
    machine.disk.remove(layout.attempt(attempt));
    const gone = await machine.open().runtime.doctor();
    expect(codes(gone)).toContain(`attempt_folder_missing ${attempt}`);
    expect(gone.ok).toBe(false);
  });

  it('answers when the journal is gone or damaged', async () => {
    const machine = await closed();
    const image = machine.disk.killImage();
    const damaged = new Machine(new SimDisk(image));
    flip(damaged, `${layout.journal}/00000002.log`, 5000);
    expect(codes(await damaged.open().runtime.doctor())).toEqual([
      'history_damaged millrace-agents/journal',
    ]);
    damaged.disk.remove(`${layout.journal}/checkpoint`);
    const unreadable = await damaged.open().runtime.doctor();
    expect(unreadable).toMatchObject({ ok: false, seq: null });
    expect(codes(unreadable)).toEqual(['journal_damaged millrace-agents/journal']);
    machine.disk.remove(layout.journal);
    const gone = await machine.open().runtime.doctor();
    expect(gone).toMatchObject({
      ok: false,
      seq: null,
      findings: [{ code: 'journal_missing' }, {}],
    });
  });

  it('tells about config, assets, git and the disk', async () => {
    const machine = await closed();
    const [asset] = machine.disk.list(layout.modes) ?? [];
    machine.disk.remove(layout.at(`modes/${asset?.name}`));
    machine.disk.plant(layout.gitignore, '*\n!/journal\n');
    machine.disk.plant(layout.config, 'broken = [');
    const little = { free_bytes: 1024, total_bytes: 4096 };
    const one = machine.open({ machine: { space: () => little, isProgram: () => false } });
    const found = codes(await one.runtime.doctor()).map((code) => code.split(' ')[0]);
    const wanted = ['asset_missing', 'state_not_ignored', 'config_invalid', 'plan_invalid'];
    for (const code of [...wanted, 'disk_full', 'runner_program_missing']) {
      expect(found).toContain(code);
    }
  });

  it('tells of each harness that a stage uses whether it can run one', async () => {
    const config =
      '[runtime]\ndefault_mode = "default_codex"\n[stages.checker]\nrunner = "claude_cli"\n';
    const disk = freshDisk('default_codex', { 'millrace.toml': config });
    const says = (codex: string) => ({
      programs: { ask: async () => ({ code: 0, text: codex }) },
      env: { PATH: '/bin', HOME: '/home', ANTHROPIC_API_KEY: 'very-secret-key' },
    });
    const { runtime } = new Machine(disk).open(says('codex-cli 0.1.2'));
    const { findings, checked: areas } = await runtime.doctor();
    const found = findings.filter(({ place }) => place.startsWith('runners.'));
    expect(
      found.map(({ code, place, what }) => `${code} ${place}: ${what}`),
    ).toMatchInlineSnapshot(`
      [
        "runner_not_logged_in runners.codex_cli: no login is seen: there is no auth.json in its home folder, and none of CODEX_HOME, CODEX_API_KEY is set here",
        "runner_older runners.codex_cli: Codex is 0.1.2; this release was tested with 0.169.0",
        "runner_version_unknown runners.claude_cli: claude --version does not answer like Claude Code",
      ]
    `);
    expect(areas.find(({ area }) => area === 'runners')?.result).toMatchInlineSnapshot(
      `"codex_cli (Codex 0.1.2, not logged in), claude_cli (Claude Code of an unknown version, logged in by api_key)"`,
    );
    const newer = await new Machine(disk).open(says('codex-cli 9.0.0')).runtime.doctor();
    expect(newer.totals).toContainEqual({ code: 'runner_newer', total: 1 });
  });

  it('shows every known harness, and the command of each stage without its secrets', async () => {
    const config =
      '[runtime]\ndefault_mode = "default_codex"\n[runners.codex]\n' +
      'extra_config = ["x.api_key=very-secret"]\n[stages.checker]\nrunner = "claude_cli"\n';
    const machine = new Machine(freshDisk('default_codex', { 'millrace.toml': config }));
    const one = machine.open({ env: { PATH: '/bin', ANTHROPIC_API_KEY: 'very-secret-key' } });
    await handOver(one);
    const { harnesses, commands } = await one.runtime.harnesses();
    const runners = harnesses.map(({ runner }) => runner);
    expect(runners.sort()).toEqual(HARNESSES.map(({ runner }) => runner).sort());
    const [first, second] = commands;
    expect(commands).toHaveLength(2);
    expect(first).toMatchObject({ runner: 'codex_cli', env_passed: [] });
    expect(first?.stages).toHaveLength(11);
    expect(first?.command).toMatch(/^cd \{work_dir\} && codex exec --json /);
    expect(second).toMatchObject({
      stages: ['execution/checker'],
      env_passed: ['ANTHROPIC_API_KEY'],
    });
    expect(JSON.stringify(commands)).not.toContain('very-secret');
  });

  it('says who owns the workspace', async () => {
    const machine = await closed();
    const held = machine.locks.of('somebody', machine.disk).tryTake(layout.lock);
    expect(codes(await machine.open().runtime.doctor())).toContain(
      'lock_held millrace-agents/state/owner.lock',
    );
    held?.release();
  });
});
