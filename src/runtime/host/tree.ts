import type { Tree, TreeStanding } from '../ports/small.ts';

/** An answer is not kept waiting for longer by a very large tree. */
const STATUS_TIMEOUT_MS = 5000;
/** A file system monitor is a program of the repository's config; nothing of it is started. */
const GIT_OPTIONS = ['-c', 'core.fsmonitor=false', '-c', 'core.untrackedCache=false'];

/** Where a working tree stands in its repository, as git says. */
export class WorkTree implements Tree {
  async standing(workDir: string, without: string): Promise<TreeStanding | null> {
    const args = [
      'status',
      '--porcelain=v2',
      '--branch',
      '-z',
      '--no-renames',
      '--',
      '.',
      `:(exclude)${without}`,
    ];
    const { failed, stdout } = await git(workDir, args);
    return failed ? null : standingOf(stdout.split('\0'));
  }
}

const COMMIT_LENGTH = 8;

/** The lines of `git status --porcelain=v2 --branch -z`. */
function standingOf(lines: readonly string[]): TreeStanding {
  const header = (name: string) => {
    const start = `# branch.${name} `;
    return lines.find((line) => line.startsWith(start))?.slice(start.length);
  };
  const commit = header('oid');
  const branch = header('head');
  return {
    branch: branch === undefined || branch === '(detached)' ? null : branch,
    commit: commit === undefined || commit === '(initial)' ? null : commit.slice(0, COMMIT_LENGTH),
    changed: lines.filter((line) => /^[12u] /.test(line)).length,
    untracked: lines.filter((line) => line.startsWith('? ')).length,
  };
}

/** The library is read when git is first asked, which most processes never do. */
async function git(workDir: string, args: readonly string[]) {
  const { execa } = await import('execa');
  const { failed, stdout } = await execa('git', [...GIT_OPTIONS, ...args], {
    cwd: workDir,
    env: { ...withoutGitVariables(), GIT_OPTIONAL_LOCKS: '0' },
    extendEnv: false,
    stdin: 'ignore',
    stderr: 'ignore',
    reject: false,
    timeout: STATUS_TIMEOUT_MS,
  });
  return { failed, stdout: failed ? '' : stdout };
}

/** A hook or an alias may have started us with the variables of another repository. */
function withoutGitVariables(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  return Object.fromEntries(entries);
}
