import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { carriersOf, until } from '../support/program/processes.ts';
import { SPEC } from '../support/program/specs.ts';
import type { Answer, Workspace } from '../support/program/workspace.ts';
import { it } from './support/test.ts';

const DONE = "printf 'Done.\\n\\n### PLANNER_COMPLETE\\n'";
const MIB = 1_048_576;

interface Agent {
  readonly script: string;
  /** Further lines of its table in millrace.toml. */
  readonly settings?: string;
  readonly command?: string;
  /** Other tables. */
  readonly more?: string;
}

/** Runs the first stage with an agent that is a small shell script, configured as a user would. */
async function stage(workspace: Workspace, agent: Agent): Promise<Answer> {
  const client = await workspace.client();
  await client.call('init', { mode: 'default_command' });
  const path = workspace.write('agent.sh', `${agent.script}\n`);
  const settings = agent.settings ?? `args = ["${path}"]`;
  workspace.configure(
    [
      '[runners]',
      'default_runner = "mine"',
      '[runners.mine]',
      `command = "${agent.command ?? 'sh'}"`,
      settings.replaceAll('%agent%', path),
      agent.more ?? '',
    ].join('\n'),
  );
  expect(await client.call('compile_validate')).toMatchObject({ valid: true });
  await client.call('enqueue_spec', { document: SPEC });
  const answer = await client.call('run_once');
  await client.leave();
  return answer;
}

const good = { did: 'applied', simulated: false, applied: { outcome: 'PLANNER_COMPLETE' } };

function failed(failure_class: string, summary: string) {
  return {
    did: 'applied',
    applied: {
      outcome: 'BLOCKED',
      failure_class,
      goes_to: 'mechanic',
      summary: expect.stringContaining(summary),
    },
  };
}

function attemptOf(answer: Answer): string {
  return /request-\w+-\d+-\d+/.exec(JSON.stringify(answer.applied))?.[0] ?? '';
}

describe.concurrent('an agent of the user', () => {
  it('gets the prompt on stdin, works in the work directory, answers on stdout', async ({
    empty,
  }) => {
    const answer = await stage(empty, {
      script: ['cat > "$HOME/prompt.md"', 'pwd > "$HOME/cwd"', 'echo made > made.txt', DONE].join(
        '\n',
      ),
    });
    expect(answer).toMatchObject(good);
    expect(empty.read('../prompt.md')).toBe(empty.promptOf(attemptOf(answer)));
    expect(empty.read('../cwd').trim()).toBe(empty.root);
    expect(empty.read('made.txt')).toBe('made\n');
  });

  it('gets the prompt as a file, answers in a file', async ({ empty }) => {
    const answer = await stage(empty, {
      script: [
        'cp "$1" "$HOME/prompt.md"',
        'test -z "$(cat)" || exit 9',
        'echo "### BLOCKED is only printed"',
        `${DONE} > "$MILLRACE_OUT/final.md"`,
      ].join('\n'),
      settings: 'args = ["%agent%", "{prompt_file}"]\nprompt = "file"\nfinal_text = "file"',
    });
    expect(answer).toMatchObject(good);
    expect(empty.read('../prompt.md')).toBe(empty.promptOf(attemptOf(answer)));
  });

  it('gets words that are there, and none for what is not', async ({ empty }) => {
    const answer = await stage(empty, {
      script: ['for word; do echo "$word"; done > "$HOME/words"', DONE].join('\n'),
      settings:
        'args = ["%agent%", "--model={model}", "--think={thinking_level}", "--dir={work_dir}", "{other}"]',
      more: '[stages.planner]\nmodel = "big-1"\n',
    });
    expect(answer).toMatchObject(good);
    expect(empty.read('../words').trim().split('\n')).toEqual([
      '--model=big-1',
      `--dir=${empty.root}`,
      '{other}',
    ]);
  });

  it('sees only the variables that its table names', async ({ empty }) => {
    empty.env.SECRET_TOKEN = 'must not be seen';
    empty.env.AGENT_KEY = 'may be seen';
    const answer = await stage(empty, {
      script: [
        'env > "$HOME/env"',
        // Its parent is the recorder, whose parent is the keeper.
        'read -r _ _ _ keeper _ < "/proc/$PPID/stat"',
        `tr '\\0' '\\n' < "/proc/$keeper/environ" > "$HOME/keeper-env"`,
        DONE,
      ].join('\n'),
      settings:
        'args = ["%agent%"]\nenv_allow = ["PATH", "HOME", "AGENT_KEY"]\nenv = { AGENT_MODE = "batch" }',
    });
    expect(answer).toMatchObject(good);
    const names = empty
      .read('../env')
      .split('\n')
      .map((line) => line.split('=')[0]);
    expect(
      names.filter((name) => !['', '_', 'PWD', 'SHLVL', 'OLDPWD'].includes(name ?? '')).sort(),
    ).toEqual([
      'AGENT_KEY',
      'AGENT_MODE',
      'HOME',
      'MILLRACE_ATTEMPT',
      'MILLRACE_IN',
      'MILLRACE_MARK',
      'MILLRACE_OUT',
      'MILLRACE_WORK_DIR',
      'PATH',
    ]);
    expect(JSON.stringify(empty.truth())).not.toContain('must not be seen');
    const keeper = empty.read('../keeper-env').trim().split('\n');
    expect(keeper.map((line) => line.split('=')[0]).sort()).toEqual([
      'HOME',
      'MILLRACE_KEEPER',
      'PATH',
    ]);
  });

  it('is stopped at its time limit', async ({ empty }) => {
    const answer = await stage(empty, {
      script: 'trap "" TERM; sleep 30',
      settings: 'args = ["%agent%"]\nstop = [{ signal = "SIGTERM", grace_ms = 200 }]',
      more: '[stages.planner]\ntimeout_seconds = 1\n',
    });
    expect(answer).toMatchObject(failed('runner_timeout', 'time limit'));
  });

  it('is stopped when it writes nothing for too long', async ({ empty }) => {
    const answer = await stage(empty, {
      script: 'echo begin; sleep 30',
      settings: 'args = ["%agent%"]\nsilence_ms = 500',
    });
    expect(answer).toMatchObject(failed('runner_silent', 'wrote nothing'));
  });

  it('that is not there is refused until its name is mended', async ({ empty }) => {
    const { error } = await stage(empty, { script: DONE, command: 'no-such-agent' });
    expect(error).toMatchObject({
      code: 'runner_not_available',
      message: expect.stringContaining('its program no-such-agent is not found'),
      next: expect.stringContaining('name another command in millrace.toml'),
    });
    const nothing = { condition: 'refused', totals: { stages: 0 } };
    expect(await empty.answer('status')).toMatchObject(nothing);
    const config = 'millrace-agents/millrace.toml';
    empty.write(config, empty.read(config).replace('no-such-agent', 'sh'));
    await empty.answer('compile', 'validate', '--adopt');
    expect(await empty.answer('run', 'once')).toMatchObject(good);
  });

  it('that ends with an error is not believed, whatever it printed', async ({ empty }) => {
    const answer = await stage(empty, { script: `${DONE}; echo "no credit left" >&2; exit 3` });
    expect(answer).toMatchObject(failed('runner_non_zero_exit', 'exit status 3'));
    expect(JSON.stringify(answer)).toContain('no credit left');
  });

  it('may print bytes that are no text before its answer', async ({ empty }) => {
    const answer = await stage(empty, {
      script: `head -c 300000 /dev/urandom; echo; ${DONE}`,
    });
    expect(answer).toMatchObject(good);
  });

  it('that prints nothing but garbage breaks its contract', async ({ empty }) => {
    const answer = await stage(empty, { script: 'head -c 300000 /dev/urandom' });
    expect(answer).toMatchObject(failed('contract_violation', 'no result as its last line'));
    expect(attemptOf(answer)).toMatch(/-2$/);
  });

  it('may print 50 MB before its answer', async ({ empty }) => {
    const answer = await stage(empty, {
      script: `yes "a line that means nothing" | head -c ${50 * MIB}; echo; ${DONE}`,
    });
    expect(answer).toMatchObject(good);
    expect(JSON.stringify(answer).length).toBeLessThan(2000);
    const kept = join('millrace-agents/attempts', attemptOf(answer), 'stdout');
    expect(statSync(empty.at(kept)).size).toBeGreaterThan(50 * MIB);
    expect(JSON.stringify(await empty.answer('runs', 'trace')).length).toBeLessThan(20_000);
  });

  it('hands back a result file, a revision of its spec and its token usage', async ({ empty }) => {
    const result = { terminal_result: 'PLANNER_COMPLETE', summary: 'Planned.', notes: ['short'] };
    const usage = {
      input_tokens: 900,
      cached_input_tokens: 500,
      output_tokens: 80,
      thinking_tokens: 10,
      total_tokens: 980,
    };
    const answer = await stage(empty, {
      script: [
        'cp "$MILLRACE_IN/work_item.md" "$HOME/item.md"',
        'mkdir -p "$MILLRACE_OUT/work"',
        'sed "s/only add/merely add/" "$MILLRACE_IN/work_item.md" > "$MILLRACE_OUT/work/spec.md"',
        `echo '${JSON.stringify(result)}' > "$MILLRACE_OUT/result.json"`,
        `echo '${JSON.stringify(usage)}' > "$MILLRACE_OUT/usage.json"`,
        DONE,
      ].join('\n'),
    });
    expect(answer).toMatchObject({
      applied: { outcome: 'PLANNER_COMPLETE', summary: 'Planned.', tokens: 980 },
    });
    const spec = empty.read('millrace-agents/specs/active/spec-add-a-subtract-function.md');
    expect(spec).toContain('merely add');
    expect(empty.read('../item.md')).toContain('only add');
    expect(await empty.answer('status')).toMatchObject({ totals: { tokens: 980 } });
  });
});

it('a program that a stage leaves behind ends with it', async ({ empty }) => {
  const answer = await stage(empty, {
    script: `sleep 600 & setsid sh -c 'sleep 600; sleep 600' & ${DONE}`,
  });
  expect(answer).toMatchObject(good);
  const own = `HOME=${empty.folder}`;
  await until('the end of all', () => carriersOf(own).length === 0 || null);
});
