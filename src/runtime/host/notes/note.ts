import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TreeNote } from '../../ports/tree-notes.ts';
import { NEW_BYTES_MAX, PATHS_MAX, sorted } from './candidates.ts';
import { ATTRIBUTES, type GitSaid, ScratchGit } from './git.ts';
import { bytesOf, namesIn } from './names.ts';
import { linkIn, makeFolder, putFile } from './own-files.ts';
import { standInEntries } from './stand-ins.ts';
import { type StorePlace, type Surroundings, surroundingsOf } from './surroundings.ts';

const TREE = /^[0-9a-f]{40,64}$/;

/**
 * Tracked files that the ignore rules would hide, by repository and folder, for as long as its index is
 * the same.
 */
export type Hidden = Map<string, { readonly index: string; readonly paths: readonly string[] }>;

/** The tree of what the folder holds, with our own index and objects. Never throws for what git says. */
export function gitNote(place: StorePlace, hidden: Hidden): TreeNote {
  const link = linkIn(place.store);
  if (link !== null) return { unknown: link };
  const around = surroundingsOf(place);
  return ScratchGit.use(around.setup, (git) => {
    prepare(place.store, around);
    const first = new Noting(git, around, hidden).run();
    if (first.id !== undefined || !first.retry) return shown(first);
    // The index names objects that are gone, or a killed note left it broken: begin anew, once.
    rmSync(around.git.index, { force: true });
    return shown(new Noting(git, around, hidden).run());
  });
}

type Noted =
  | { readonly id: string; readonly why?: undefined }
  | { readonly id?: undefined; readonly why: string; readonly retry: boolean };

function shown(noted: Noted): TreeNote {
  return noted.id === undefined ? { unknown: noted.why } : { id: `git:${noted.id}` };
}

/** Laid out so that git can be asked about it by hand; we never use it as a repository ourselves. */
function prepare(store: string, { git, setup }: Surroundings): void {
  makeFolder(store);
  makeFolder(join(git.objects, 'info'));
  makeFolder(join(store, 'refs'));
  putFile(join(git.objects, 'info', 'alternates'), git.alternates.map(line).join(''));
  makeFolder(join(store, 'info'));
  putFile(join(store, 'info', 'exclude'), setup.exclude);
  putFile(join(store, 'info', 'attributes'), ATTRIBUTES);
  putFile(join(store, 'HEAD'), 'ref: refs/heads/none\n');
  const format = setup.format === 'sha1' ? '' : '[extensions]\n\tobjectFormat = sha256\n';
  const version = setup.format === 'sha1' ? 0 : 1;
  const core = `[core]\n\tbare = false\n\trepositoryFormatVersion = ${version}\n`;
  // A stage that looks by hand leaves the index as we wrote it.
  putFile(join(store, 'config'), `${core}[diff]\n\tautoRefreshIndex = false\n${format}`);
  // Only the owner notes: what is there was left by one that was killed.
  rmSync(`${git.index}.lock`, { force: true });
}

function line(text: string): string {
  return `${text}\n`;
}

class Noting {
  constructor(
    private readonly git: ScratchGit,
    private readonly around: Surroundings,
    private readonly hidden: Hidden,
  ) {}

  run(): Noted {
    const scope = this.around.prefix === '' ? [] : ['--', this.around.prefix];
    const others = this.ask(['ls-files', '-z', '--others', '--exclude-standard', ...scope]);
    const changed = this.ask(['diff-files', '-z', '--name-only', '--ignore-submodules', ...scope]);
    if (!others.ok) return failed(others);
    if (!changed.ok) return failed(changed);
    const paths = new Set([
      ...namesIn(others.out),
      ...namesIn(changed.out),
      ...this.trackedPaths(),
    ]);
    if (paths.size > PATHS_MAX) {
      return { why: `more than ${PATHS_MAX} files changed at once`, retry: false };
    }
    const { paths: whole, stand_ins, is_whole } = sorted(this.around.top, paths);
    const update = ['update-index', '-z', '--add', '--remove', '--replace'];
    if (whole.length > 0) {
      const taken = this.ask([...update, '--stdin'], whole.map((path) => `${path}\0`).join(''));
      if (!taken.ok) return failed(taken);
    }
    if (stand_ins.length > 0) {
      const { git, setup } = this.around;
      const entries = standInEntries(git.objects, setup.format, stand_ins);
      const taken = this.ask([...update, '--index-info'], entries);
      if (!taken.ok) return failed(taken);
    }
    // What was taken is in the index, so that the next note goes on behind it.
    if (!is_whole) return { why: `more than ${NEW_BYTES_MAX} bytes are new at once`, retry: false };
    const tree = this.ask(['write-tree']);
    if (!tree.ok) return failed(tree);
    const id = tree.out.toString('utf8').trim();
    return TREE.test(id) ? { id } : { why: 'git named no tree', retry: false };
  }

  /** A file that the user tracks counts, although a rule ignores it. */
  private trackedPaths(): readonly string[] {
    const { repository, prefix } = this.around;
    if (repository === null) return [];
    const stats = statSync(join(repository.git_dir, 'index'), { throwIfNoEntry: false });
    if (stats === undefined) return [];
    const index = `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
    const place = `${repository.git_dir}\n${prefix}`;
    const known = this.hidden.get(place);
    if (known?.index === index) return known.paths;
    const scope = prefix === '' ? [] : ['--', prefix];
    const said = this.git.hiddenIn(repository.git_dir, repository.top, scope);
    if (!said.ok) return [];
    const paths = namesIn(said.out);
    this.hidden.set(place, { index, paths });
    return paths;
  }

  private ask(args: readonly string[], input = ''): GitSaid {
    return this.git.run(this.around.git, args, { input: bytesOf(input) });
  }
}

function failed(said: Extract<GitSaid, { ok: false }>): Noted {
  return { why: said.why, retry: said.why.startsWith('git failed') };
}
