import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A stage does not wait for longer; what takes so long is unknown. */
const CALL_TIMEOUT_MS = 20_000;
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;
const REASON_LENGTH_MAX = 160;

/** Whatever a config may say all the same: nothing is watched, hooked, paged or fetched. */
const OPTIONS = [
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['core.attributesFile', '/dev/null'],
  ['core.preloadIndex', 'true'],
  ['core.fsync', 'none'],
  ['core.quotePath', 'false'],
  ['diff.autoRefreshIndex', 'false'],
  ['gc.auto', '0'],
].flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/** Bytes as they lie there: no attribute of a tree converts or hides them. */
export const ATTRIBUTES = '* -text !eol !ident !filter !working-tree-encoding !diff\n';

/** Objects, index and work tree of one call. */
export interface GitPlace {
  /** Where new ones go; absent = nowhere that stays. */
  readonly objects?: string;
  readonly alternates: readonly string[];
  readonly index?: string;
  readonly work_tree?: string;
}

export type GitSaid =
  | { readonly ok: true; readonly out: Buffer; readonly is_cut: boolean }
  | { readonly ok: false; readonly why: string };

/**
 * Git with a folder of settings that was just made and is gone afterwards: neither the repository's
 * config nor the user's is read, so that nothing they name can run.
 */
export class ScratchGit {
  private constructor(private readonly git_dir: string) {}

  static use<T>(setup: GitSetup, work: (git: ScratchGit) => T): T {
    const git_dir = mkdtempSync(join(tmpdir(), 'millrace-git-'));
    try {
      for (const name of ['objects', 'refs', 'info']) mkdirSync(join(git_dir, name));
      writeFileSync(join(git_dir, 'HEAD'), 'ref: refs/heads/none\n');
      writeFileSync(join(git_dir, 'config'), configOf(setup.format));
      writeFileSync(join(git_dir, 'info', 'exclude'), setup.exclude);
      writeFileSync(join(git_dir, 'info', 'attributes'), ATTRIBUTES);
      return work(new ScratchGit(git_dir));
    } finally {
      rmSync(git_dir, { recursive: true, force: true });
    }
  }

  run(place: GitPlace, args: readonly string[], call: GitCall = {}): GitSaid {
    const env = { ...this.env(place), GIT_DIR: this.git_dir };
    return said(spawn(this.git_dir, env, args, call), call);
  }

  /**
   * Names of tracked files that the patterns would leave out. The one call that reads the repository's own
   * index, and with it its config.
   */
  hiddenIn(git_dir: string, work_tree: string, scope: readonly string[]): GitSaid {
    const env = { ...bareEnvironment(this.git_dir), GIT_DIR: git_dir, GIT_WORK_TREE: work_tree };
    const own = `--exclude-from=${join(this.git_dir, 'info', 'exclude')}`;
    const rules = ['--ignored', own, '--exclude-per-directory=.gitignore'];
    return said(
      spawn(this.git_dir, env, ['ls-files', '-z', '--cached', ...rules, ...scope], {}),
      {},
    );
  }

  private env({ objects, alternates, index, work_tree }: GitPlace): Record<string, string> {
    return {
      ...bareEnvironment(this.git_dir),
      GIT_OBJECT_DIRECTORY: objects ?? join(this.git_dir, 'objects'),
      GIT_ALTERNATE_OBJECT_DIRECTORIES: alternates.map(quoted).join(':'),
      ...(index === undefined ? {} : { GIT_INDEX_FILE: index }),
      ...(work_tree === undefined ? {} : { GIT_WORK_TREE: work_tree }),
    };
  }
}

/** Whether the search path names a program git; found without starting anything. */
export function isGitThere(): boolean {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.some((folder) => folder !== '' && existsSync(join(folder, 'git')));
}

export interface GitSetup {
  /** Patterns of what is left out. */
  readonly exclude: string;
  readonly format: 'sha1' | 'sha256';
}

export interface GitCall {
  readonly input?: string | Buffer;
  /** A longer output is cut there; without it, too much is an error. */
  readonly bytes_max?: number;
}

/** What git makes is for the eyes of its user alone. */
function configOf(format: GitSetup['format']): string {
  const core = '[core]\n\tbare = false\n\tsharedRepository = 0600\n';
  if (format === 'sha1') return core;
  return `${core}\trepositoryFormatVersion = 1\n[extensions]\n\tobjectFormat = sha256\n`;
}

/** Of this process only what a program needs to be found. */
function bareEnvironment(home: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    LC_ALL: 'C',
    HOME: home,
    XDG_CONFIG_HOME: home,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_TERMINAL_PROMPT: '0',
  };
}

/** Started beside the work: no program of that name that lies in it can be meant. */
function spawn(
  cwd: string,
  env: Record<string, string>,
  args: readonly string[],
  { input, bytes_max }: GitCall,
): SpawnSyncReturns<Buffer> {
  return spawnSync('git', ['--no-pager', '--literal-pathspecs', ...OPTIONS, ...args], {
    cwd,
    env,
    input: input ?? '',
    timeout: CALL_TIMEOUT_MS,
    killSignal: 'SIGKILL',
    maxBuffer: bytes_max ?? OUTPUT_BYTES_MAX,
  });
}

function said(result: SpawnSyncReturns<Buffer>, { bytes_max }: GitCall): GitSaid {
  const { status, error, stdout, stderr } = result;
  const code = error === undefined ? null : codeOf(error);
  if (code === 'ENOBUFS' && bytes_max !== undefined) return { ok: true, out: stdout, is_cut: true };
  if (code === null && status === 0) return { ok: true, out: stdout, is_cut: false };
  if (code === 'ENOENT') return { ok: false, why: NO_GIT };
  if (code === 'ETIMEDOUT') {
    return { ok: false, why: TOO_SLOW };
  }
  const words = code ?? stderr?.toString('utf8').trim().split('\n').at(-1) ?? `status ${status}`;
  return { ok: false, why: `git failed: ${words.slice(0, REASON_LENGTH_MAX)}` };
}

export const TOO_SLOW = `git took longer than ${CALL_TIMEOUT_MS / 1000} s`;
export const NO_GIT = 'there is no git on this machine';

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

/** As git reads a list of folders: one that holds a colon stands in quotes. */
function quoted(path: string): string {
  return /[:"\n]/.test(path) ? JSON.stringify(path) : path;
}
