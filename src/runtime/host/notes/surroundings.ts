import { spawnSync } from 'node:child_process';
import { join, relative } from 'node:path';
import { RUNTIME_FOLDER } from '../../plan/runtime-folder.ts';
import type { NotePlace } from '../../ports/tree-notes.ts';
import type { GitPlace, GitSetup } from './git.ts';
import { type Repository, repositoryAbove, textOf } from './repository.ts';

const CONFIG_TIMEOUT_MS = 2000;

/** What lies around a note: whose repository, which objects are there already, what is left out. */
export interface Surroundings {
  readonly repository: Repository | null;
  /** Paths of a note begin here. */
  readonly top: string;
  /** The folder that is noted, below the top; '' = all of it. */
  readonly prefix: string;
  readonly setup: GitSetup;
  /** Our own objects, index and the user's objects beside them. */
  readonly git: Required<GitPlace>;
}

/** A store whose contents may be read as well. */
export type StorePlace = NotePlace & { readonly beside?: string };

export function surroundingsOf({ work_dir, store, beside }: StorePlace): Surroundings {
  const repository = repositoryAbove(work_dir);
  const top = repository?.top ?? work_dir;
  const users = repository === null ? [] : [join(repository.common_dir, 'objects')];
  const others = beside === undefined ? [] : [join(beside, 'objects')];
  return {
    repository,
    top,
    prefix: relative(top, work_dir),
    setup: { exclude: excludeOf(repository), format: formatOf(repository) },
    git: {
      objects: join(store, 'objects'),
      alternates: [...others, ...users],
      index: join(store, 'index'),
      work_tree: top,
    },
  };
}

/** What a person or an agent never means by the change of a task. */
function excludeOf(repository: Repository | null): string {
  const own = `${RUNTIME_FOLDER}/\n`;
  // Without a repository nobody has said what is made and not written.
  if (repository === null) return `${own}node_modules/\n`;
  return [userIgnores(), textOf(join(repository.common_dir, 'info', 'exclude')), own].join('\n');
}

let ignores: string | undefined;

/** What the user ignores everywhere: asked once, since it starts a program. */
function userIgnores(): string {
  ignores ??= textOf(ignoresPath());
  return ignores;
}

function ignoresPath(): string {
  const args = ['config', '--global', '--type=path', '--get', 'core.excludesFile'];
  const { status, stdout } = spawnSync('git', args, {
    cwd: '/',
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: CONFIG_TIMEOUT_MS,
  });
  if (status === 0 && stdout !== '') return stdout.trimEnd();
  const { XDG_CONFIG_HOME, HOME } = process.env;
  return join(XDG_CONFIG_HOME || join(HOME ?? '/', '.config'), 'git', 'ignore');
}

/** Objects of one format cannot stand beside those of the other. */
function formatOf(repository: Repository | null): GitSetup['format'] {
  if (repository === null) return 'sha1';
  const config = textOf(join(repository.common_dir, 'config'));
  return /^\s*objectformat\s*=\s*sha256\s*$/im.test(config) ? 'sha256' : 'sha1';
}
