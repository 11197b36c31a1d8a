import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { execaSync } from 'execa';
import type { Tree, TreeStanding } from '../ports/small.ts';
import { manifestDigest } from './manifest.ts';

const GIT_TIMEOUT_MS = 30_000;
/** An answer is not kept waiting for longer by a very large tree. */
const STATUS_TIMEOUT_MS = 5000;
/** A file system monitor is a program of the repository's config; nothing of it is started for a digest. */
const GIT_OPTIONS = ['-c', 'core.fsmonitor=false', '-c', 'core.untrackedCache=false'];

/** The content of a working tree, by git where there is a repository, else by a bounded list of its files. */
export class WorkTree implements Tree {
  digest(workDir: string): string | null {
    try {
      const repository = repositoryOf(workDir);
      return repository === null ? manifestDigest(workDir) : gitDigest(workDir, repository);
    } catch {
      // Whatever went wrong, the content is unknown, and unknown is a valid answer.
      return null;
    }
  }

  standing(workDir: string, without: string): TreeStanding | null {
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
    const { failed, stdout } = git(workDir, args, {}, STATUS_TIMEOUT_MS);
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

interface Repository {
  readonly objects: string;
  readonly index: string;
}

/** null = not in a repository, or no git on this machine. */
function repositoryOf(workDir: string): Repository | null {
  const args = ['rev-parse', '--git-path', 'objects', '--git-path', 'index'];
  const { failed, stdout } = git(workDir, args, {});
  const [objects, index] = stdout.split('\n');
  if (failed || objects === undefined || index === undefined) return null;
  const absolute = (path: string) => (isAbsolute(path) ? path : join(workDir, path));
  return { objects: absolute(objects), index: absolute(index) };
}

/** Index and new objects go to a scratch folder: the user's repository is only read. */
function gitDigest(workDir: string, repository: Repository): string | null {
  const scratch = mkdtempSync(join(tmpdir(), 'millrace-tree-'));
  try {
    const index = join(scratch, 'index');
    const objects = join(scratch, 'objects');
    mkdirSync(objects);
    copyIndex(repository.index, index);
    const env = {
      GIT_INDEX_FILE: index,
      GIT_OBJECT_DIRECTORY: objects,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: repository.objects,
    };
    if (git(workDir, ['add', '--all'], env).failed) return null;
    const written = git(workDir, ['write-tree'], env);
    return written.failed ? null : `git:${written.stdout}`;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * The copy saves hashing what git knows to be unchanged. It must not look newer than the original:
 * git compares the content of files that changed at or after the index's own time.
 */
function copyIndex(from: string, to: string): void {
  const stats = statSync(from, { throwIfNoEntry: false });
  if (stats === undefined) return;
  copyFileSync(from, to);
  const seconds = Math.floor(stats.mtimeMs / 1000);
  utimesSync(to, seconds, seconds);
}

function git(
  workDir: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  timeout = GIT_TIMEOUT_MS,
) {
  const { failed, stdout } = execaSync('git', [...GIT_OPTIONS, ...args], {
    cwd: workDir,
    env: { ...withoutGitVariables(), ...env, GIT_OPTIONAL_LOCKS: '0' },
    extendEnv: false,
    stdin: 'ignore',
    stderr: 'ignore',
    reject: false,
    timeout,
  });
  return { failed, stdout: failed ? '' : stdout };
}

/** A hook or an alias may have started us with the variables of another repository. */
function withoutGitVariables(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  return Object.fromEntries(entries);
}
