import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Terminal } from './terminal.mjs';

/**
 * `npm run demo:identity [-- --write]`: a workspace is copied, cleaned away, put back from an older
 * backup and given links, in a terminal. With `--write` the recording goes into the documentation.
 */
const terminal = new Terminal();
const { project, folder, env } = terminal;
const HEAD = `# A copy, a clean, an older backup, a link

Recorded with \`npm run demo:identity -- --write\`. The stages are simulated; the workspace, its files and what is done to
them are real.
`;
const SPEC = `# Print the total

Each day of the time sheet is printed; the total of all days is missing.

Acceptance:
- the last line holds the total
`;
const GIT = ['git', '-c', 'user.name=demo', '-c', 'user.email=demo@example.org'];

function main() {
  mkdirSync(project);
  writeFileSync(env.MILLRACE_SCENARIO, JSON.stringify({ rules: [] }));
  writeFileSync(join(project, 'spec.md'), SPEC);
  terminal.ran(...GIT, 'init', '-q');
  terminal.millrace('init', '--mode', 'default_offline');
  terminal.ran(...GIT, 'add', '-A');
  terminal.ran(...GIT, 'commit', '-qm', 'first');
  terminal.millrace('queue', 'add-spec', 'spec.md');
  terminal.shown('run', 'once');
  copied();
  cleaned();
  putBack();
  linked();
}

function copied() {
  terminal.say('\n# A copy');
  const before = stages();
  terminal.run('cp', '-a', project, `${project}-copy`);
  const copy = ['--workspace', `${project}-copy`];
  terminal.shown('run', 'once', ...copy);
  terminal.shown('queue', 'add-spec', 'spec.md', ...copy);
  terminal.shown('doctor', ...copy);
  const ids = [project, `${project}-copy`].map((at) => {
    return readFileSync(join(at, 'millrace-agents', 'state', 'workspace_id'), 'utf8');
  });
  terminal.check('the copy has an id of its own', ids[0] !== ids[1]);
  terminal.check('nothing happened to the original', stages() === before);
}

function cleaned() {
  terminal.say('\n# A clean');
  const before = stages();
  terminal.run('git', 'clean', '-fdxq');
  terminal.shown('status');
  terminal.shown('run', 'once');
  terminal.check('the work went on where it was', stages() === before + 1);
}

function putBack() {
  terminal.say('\n# An older backup');
  terminal.run('cp', '-a', 'millrace-agents', join(folder, 'backup'));
  terminal.millrace('run', 'once');
  const before = stages();
  terminal.run('rm', '-r', 'millrace-agents');
  terminal.run('cp', '-a', join(folder, 'backup'), 'millrace-agents');
  terminal.shown('run', 'once');
  terminal.shown('doctor', 'repair', '--journal', 'newest');
  terminal.check('the stage that the backup did not know is known again', stages() === before);
}

function linked() {
  terminal.say('\n# Links');
  const note = join(folder, 'private-note.md');
  const text = '# My private note\n\nAcceptance:\n- nobody reads it\n';
  writeFileSync(note, text);
  for (const [path, what] of [
    ['specs/queue/note.md', 'a link in the queue'],
    ['logs', 'a link in place of the logs'],
  ]) {
    const at = join('millrace-agents', path);
    terminal.ran('rm', '-rf', at);
    terminal.ran('mkdir', '-p', dirname(at));
    terminal.say(`$ ln -s ${note} ${at}    # ${what}`);
    symlinkSync(note, join(project, at));
  }
  terminal.shown('doctor');
  terminal.shown('run', 'once');
  terminal.check('the file behind the links is untouched', readFileSync(note, 'utf8') === text);
}

function stages() {
  return terminal.answer('status').totals.stages;
}

try {
  main();
  terminal.publish('identity', HEAD);
} finally {
  terminal.end();
}
