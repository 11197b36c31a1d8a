import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WorkTreeNotes } from '../src/runtime/host/notes/index.ts';
import type { TreeNotes } from '../src/runtime/ports/index.ts';
import { type Row, statOf, timed } from './measure.ts';

const FOLDERS = 200;
const FILES_PER_FOLDER = 100;
const EDITS = 20;
const READINGS = 15;
const NOTE_MS_MAX = 150;
const TEXT = 'export const one = 1;\n'.repeat(100);

/** Nothing is noted: what git takes to look at a work folder has lines of its own. */
export const NO_NOTES: TreeNotes = {
  note: () => ({ unknown: 'not noted here' }),
  keep: () => undefined,
  compare: () => null,
  patch: () => null,
  since: () => null,
  command: () => null,
};

/** What a stage waits for before and after: the note of a repository of 20,000 files. */
export function measureTreeNotes(root: string): Row[] {
  const files = plant(root);
  const place = { work_dir: root, store: join(root, 'millrace-agents', 'trees') };
  const notes = new WorkTreeNotes();
  const noted = () => notes.note(place).id ?? '';
  const first = timed(noted);
  const same = Array.from({ length: READINGS }, () => timed(noted));
  const after: number[] = [];
  const kept: number[] = [];
  for (let reading = 0; reading < READINGS; reading += 1) {
    const before = noted();
    for (let edit = 0; edit < EDITS; edit += 1) {
      appendFileSync(files[(reading * EDITS + edit) % files.length] ?? '', 'export {};\n');
    }
    let now = '';
    after.push(
      timed(() => {
        now = noted();
      }),
    );
    kept.push(timed(() => notes.keep(place, 'bench', before, now)));
  }
  const what = `note of a work folder of ${files.length.toLocaleString('en')} files`;
  return [
    { what: `${what}, the first`, time: statOf([first]), ok: null },
    limited(`${what}, unchanged`, same),
    limited(`${what}, after ${EDITS} edits`, after),
    {
      what: `keeping what ${EDITS} edits changed, while the next stage runs`,
      time: statOf(kept),
      ok: null,
    },
  ];
}

function limited(what: string, samples: readonly number[]): Row {
  const time = statOf(samples);
  return { what, time, limit: `${NOTE_MS_MAX} ms`, ok: time.p50 <= NOTE_MS_MAX };
}

function plant(root: string): string[] {
  const files: string[] = [];
  for (let folder = 0; folder < FOLDERS; folder += 1) {
    mkdirSync(join(root, `folder-${folder}`), { recursive: true });
    for (let file = 0; file < FILES_PER_FOLDER; file += 1) {
      const path = join(root, `folder-${folder}`, `file-${file}.ts`);
      writeFileSync(path, `${TEXT}// ${folder} ${file}\n`);
      files.push(path);
    }
  }
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, stdio: 'ignore' });
  git('init', '-q');
  git('add', '-A');
  git('-c', 'user.name=b', '-c', 'user.email=b@example.org', 'commit', '-q', '-m', 'first');
  return files;
}
