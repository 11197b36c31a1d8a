import { describe, expect, it } from 'vitest';
import { processHelp } from '../../src/cli/process-help.ts';
import { asksForHelp, readAction, readOptions } from '../../src/cli/process-words.ts';
import { PROCESSES } from '../../src/cli/processes.ts';

const { daemon, service, notify, prove, mcp } = PROCESSES;

describe('a command that is a process of its own', () => {
  it('shows what it understands', () => {
    expect(processHelp(notify)).toMatchInlineSnapshot(`
      "Try whether notifications arrive. Sends a test to the targets of millrace/notify.toml in your config folder and says of each whether it arrived; the exit code is 3 when one failed. millrace notify owner-gone is what the service of a loop calls after its end.

      Usage: millrace notify test|owner-gone [--target NAME] [--workspace PATH]

      Options:
        --target NAME     Only this target. Default: all of them.
        --workspace PATH  The workspace. Default: MILLRACE_WORKSPACE, else CLAUDE_PROJECT_DIR, else this folder."
    `);
    expect(
      Object.values(PROCESSES).map((one) => processHelp(one).split('\n')[2]),
    ).toMatchInlineSnapshot(`
      [
        "Usage: millrace run daemon [--monitor none|basic] [--monitor-log PATH] [--max-ticks N] [--mode NAME] [--config PATH] [--workspace PATH]",
        "Usage: millrace watch [--all] [--workspace PATH] [--interval-seconds N] [--max-updates N]",
        "Usage: millrace ps [--all] [--json]",
        "Usage: millrace completion bash|zsh|fish",
        "Usage: millrace service install|uninstall|status [--workspace PATH]",
        "Usage: millrace notify test|owner-gone [--target NAME] [--workspace PATH]",
        "Usage: millrace trust [--list] [--revoke] [--edits] [--yes] [--workspace PATH]",
        "Usage: millrace policy delegation ask|suggest|allow",
        "Usage: millrace setup [claude|codex] [--scope user|project] [--skills claude|codex|PATH] [--permission basic|elevated|maximum] [--yes] [--dry-run] [--remove] [--workspace PATH]",
        "Usage: millrace doctor --client [claude|codex] [--workspace PATH]",
        "Usage: millrace state-line [--workspace PATH]",
        "Usage: millrace prove [--quick] [--full] [--minutes N] [--seed N] [--only ROW] [--case N] [--mutants]",
        "Usage: millrace mcp [--workspace PATH] [--tools core|full]",
        "Usage: millrace serve [--workspace PATH] [--all] [--port N] [--tools core|full] [--web]",
        "Usage: millrace web [--workspace PATH] [--port N] [--save ROOT] [--to FILE]",
      ]
    `);
  });

  it('reads what it shows', () => {
    const words = ['--monitor', 'basic', '--max-ticks=3', '--workspace', 'w'];
    expect({ ...readOptions(daemon, words) }).toEqual({
      monitor: 'basic',
      'max-ticks': '3',
      workspace: 'w',
    });
    expect(readAction(service, ['status', '--workspace', 'w'])).toMatchObject({
      action: 'status',
      values: { workspace: 'w' },
    });
    expect({ ...readOptions(prove, ['--full', '--only', 'a', '--only', 'b']) }).toEqual({
      full: true,
      only: ['a', 'b'],
    });
  });

  it.each([['--help'], ['test', '-h']])('is asked for help by %s %s', (...words) => {
    expect(asksForHelp(words)).toBe(true);
  });

  it.each([
    [
      "mcp: Unknown option '--workspce'; did you mean --workspace?",
      () => readOptions(mcp, ['--workspce', 'x']),
    ],
    ["mcp: Unexpected argument 'x'", () => readOptions(mcp, ['x'])],
    [
      "run daemon: Option '--monitor <value>' argument missing",
      () => readOptions(daemon, ['--monitor']),
    ],
    [
      'service: the first word is one of install, uninstall, status; did you mean install?',
      () => readAction(service, ['instal']),
    ],
    ['notify: the first word is one of test, owner-gone', () => readAction(notify, [])],
    ["notify: Unknown option '--all'", () => readAction(notify, ['test', '--all'])],
  ])('refuses what it does not show: %s', (problem, read) => {
    expect(read).toThrow(expect.objectContaining({ code: 'input_invalid' }));
    expect(read).toThrow(`millrace ${problem.replace(/(?<!\?)$/, '.')} Expected: millrace `);
  });
});
