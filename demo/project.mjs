import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What git reads of the user's own configuration would make the demo differ from place to place. */
const GIT_ENVIRONMENT = {
  PATH: process.env.PATH,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'demo',
  GIT_AUTHOR_EMAIL: 'demo@localhost',
  GIT_COMMITTER_NAME: 'demo',
  GIT_COMMITTER_EMAIL: 'demo@localhost',
};

/** A folder with the scenario and with a git repository of a tiny project whose tests fail. */
export function makeProject(folder, { replace }) {
  if (replace) rmSync(folder, { recursive: true, force: true });
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Error(`${folder} is not empty; name an empty folder, or none`);
  }
  mkdirSync(folder, { recursive: true });
  const project = join(folder, 'project');
  const scenario = join(folder, 'scenario.json');
  cpSync(join(import.meta.dirname, 'project'), project, { recursive: true });
  cpSync(join(import.meta.dirname, 'scenario.json'), scenario);
  git(project, 'init', '--quiet');
  commit(project, 'Start a time sheet project');
  return { project, scenario };
}

export function commit(project, message) {
  git(project, 'add', '--all');
  git(project, 'commit', '--quiet', '--message', message);
}

/** The changes since the last commit, new files included: the lines of `git diff --stat`. */
export function changes(project) {
  git(project, 'add', '--all', '--intent-to-add');
  return git(project, 'diff', '--stat=80').trimEnd().split('\n');
}

/** Runs the tests of the project, for real. */
export function runTests(project) {
  const { status, stdout } = spawnSync('node', ['--test', '--test-reporter=tap'], {
    cwd: project,
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });
  const count = (word) => Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(stdout)?.[1]);
  return { status, passed: count('pass'), failed: count('fail') };
}

function git(project, ...args) {
  const { status, stdout, stderr, error } = spawnSync('git', args, {
    cwd: project,
    encoding: 'utf8',
    env: GIT_ENVIRONMENT,
  });
  if (status === 0) return stdout;
  throw new Error(`git ${args[0]} failed: ${error?.message ?? stderr.trim()}`);
}
