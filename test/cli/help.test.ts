import { describe, expect, it } from 'vitest';
import { run } from './support/run.ts';

describe('help', () => {
  it('lists the commands', async () => {
    expect((await run('')).out).toMatchInlineSnapshot(`
      "millrace 9.9.9: a governed runtime for long-running agent work

      Usage: millrace <command> [options]

      Hand over and run:
        init                       Initialize a workspace: set up this project
        compile validate           Validate the configuration and its plan
        queue add-spec             Delegate a long task: put a spec in the queue
        queue add-task             Put a task in the queue, without planning
        queue add-idea             Hand over an idea, as short as it is
        queue add-probe            Have something looked into before anything is planned
        run once                   Run one tick
        status                     Status and progress of the workspace
        runs trace                 Trace the history of a run
        upgrade                    Update assets to this version
        run start                  Start the loop: work goes on in the background
        run wait                   Follow the work until it is done

      Look closely: logs, changes, why it is stuck:
        list                       List specs, tasks, runs, decisions, claims or ideas
        show                       Show a spec, task or run
        logs                       Show what a stage prints
        diff                       Show what stages changed
        why                        Why it came to this
        doctor                     Examine the workspace

      Control running work: pause, stop, try again:
        pause                      Pause dispatch
        resume                     Resume dispatch
        retry-active               Start active work over
        cancel-stage               Cancel a running stage
        clear-stale-state          Put all active work back
        queue retry-blocked        Retry a blocked work item
        run stop                   Stop the loop

      Change your mind: requirements, dropped criteria, answers:
        note                       Leave a note
        answer                     Answer a question
        amend                      Amend a contract
        withdraw                   Withdraw work
        prioritize                 Put work first
        waive                      Waive an item

      Change course: replace, untangle, resolve, reopen work:
        queue supersede            Put other work in the place of a work item
        queue retarget-dependency  Have work wait for other work
        incident resolve           Say that an incident is fixed
        queue archive-blocked      Put away work or a file that nobody fixes
        reopen                     Take a closed spec up again
        queue repair-lineage       Bring work into the lineage it came from

      Look after the workspace: repair, free disk space:
        doctor repair              Rebuild everything that is rendered
        doctor probe               Try the harnesses
        config reload              Reload the config now
        gc                         Free disk space
        import                     Import an earlier workspace

      Look at plan, config and skills:
        compile show               Show the compiled plan
        compile graph              Graphs of the plan
        modes list                 List the modes
        config show                Show the config
        skills list                List the skills
        skills show                Show a skill
        skills search              Search the skills

      Change skills: take or drop what stages proposed:
        skills install             Install a skill: a folder, an archive, or one of the index
        skills refresh             Take what the index has newer
        skills export              Export a skill
        skills create              Have a skill written
        skills improve             Have a skill made better
        skills promote             Take the text that a stage proposed
        skills drop                Let go of a text that waits
        skills revert              Go back to an earlier text of a skill

      In a terminal:
        run daemon                 Run the loop in the foreground
        watch                      Watch the work live
        ps                         List your workspaces that have a loop or open work
        completion                 Complete commands in your shell
        service                    Have the loop started again after a reboot
        notify                     Try whether notifications arrive
        trust                      Agree to what a workspace would run
        policy delegation          Say what agents may do on their own
        setup                      Connect the clients of this machine
        doctor --client            See the server as each client would
        state-line                 Say in one line how the workspace stands
        prove                      Prove on this machine that nothing is lost and nothing happens twice
        mcp                        Serve one MCP client on stdin and stdout
        serve                      Serve MCP clients over HTTP, on this machine alone
        web                        Look at the work in a browser
        version                    Print the version

      All take --help; all but those in a terminal take --workspace PATH and --json.
      Without --workspace: MILLRACE_WORKSPACE, else CLAUDE_PROJECT_DIR, else this folder.
      millrace help COMMAND tells more; millrace run, like every group, lists its commands.
      "
    `);
  });

  it.each([['run'], ['run --help'], ['help run']])(
    'lists the commands of a group: %s',
    async (line) => {
      expect(await run(line)).toMatchObject({ code: 0, err: '' });
      expect((await run(line)).out).toMatchInlineSnapshot(`
        "Usage: millrace run <command> [options]

        Commands:
          run once    Run one tick
          run start   Start the loop: work goes on in the background
          run wait    Follow the work until it is done
          run stop    Stop the loop
          run daemon  Run the loop in the foreground

        millrace help run once tells more, and so does --help behind each.
        "
      `);
    },
  );

  it('tells of a command behind the word help', async () => {
    expect(await run('help run once')).toEqual(await run('run once --help'));
    expect((await run('help run daemon')).out).toContain('Usage: millrace run daemon');
  });

  it('describes a command from its fields', async () => {
    expect((await run('run once --help')).out).toMatchInlineSnapshot(`
      "Run one tick: dispatch the next stage, or wait for the running one and apply its result. Call again while running.

      Usage: millrace run once [options]
      Also:  millrace run-once

      Options:
        --wait-seconds NUMBER  How long to wait; it runs on. Default: 45.
        --await closure        Till it is closed.
        --workspace TEXT       Absolute path.
        --mode TEXT            Adopt this mode first.
        --config PATH          The workspace's own millrace.toml; another one is refused.
        --json                 Print the answer as JSON.
      "
    `);
    expect((await run('queue add-spec -h')).out).toMatchInlineSnapshot(`
      "Hand over a long task as a spec, to be planned, built, checked and closed. Give one of document, path, or title with acceptance.

      Usage: millrace queue add-spec [PATH] [options]
      Also:  millrace enqueue-spec, millrace enqueue spec

      Options:
        --path TEXT             Markdown or JSON file, or - for standard input.
        --document TEXT         Title, prose, acceptance.
        --title TEXT            With acceptance.
        --prose TEXT            What and why.
        --acceptance TEXT       What must hold. "Check: \`command\`" is run. Repeat it for a list.
        --id TEXT               Default: from the title.
        --fields TEXT           "Label: value". Repeat it for a list.
        --family TEXT           Default: spec.
        --review contract|plan  Ask me first.
        --dry-run               Change nothing.
        --request-key TEXT      One key, one call.
        --await closure         Till it is closed.
        --workspace TEXT        Absolute path.
        --json                  Print the answer as JSON.
      "
    `);
  });

  it('is of the process where an older name means one', async () => {
    expect(await run('help status watch')).toEqual(await run('help watch'));
    expect((await run('help status watch')).out).toContain('Usage: millrace watch');
  });
});
