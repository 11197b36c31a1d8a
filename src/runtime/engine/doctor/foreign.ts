import { workspacePath } from '../../plan/index.ts';
import type { DirEntry, Disk, EntryKind } from '../../ports/index.ts';
import { KIND_WORDS, type Layout, PLACES } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { coded, type Findings } from './findings.ts';

/** Names that are looked at; a workspace of years has more, of which the first ones stand for the rest. */
const NAMES_MAX = 20_000;
const MOVE = 'find out who put it there and move it away';

/** What lies in a folder of the runtime. A pattern that is absent: nothing of that kind. */
interface OwnFolder {
  readonly files?: RegExp;
  readonly folders?: RegExp;
}

const ANY = /^/;
const MAILS: OwnFolder = { files: /^\d+\.json(?:\.tmp)?$|^\..*\.post(?:\.tmp)?$/ };
const JSON_FILES: OwnFolder = { files: /\.json$/ };
const MARKDOWN_FILES: OwnFolder = { files: /\.md$/ };

/** Folders whose names are all ours. Documents and assets are looked at elsewhere. */
const OWN_FOLDERS: Readonly<Record<string, OwnFolder>> = {
  [PLACES.state]: {
    files: /^(?:\w+\.(?:json|jsonl|md|lock|probe)|workspace_id|outbox(?:\.lock)?|\..*)$/,
    folders: /^(?:mailbox|upgrades|\.render(?:-elsewhere)?)$/,
  },
  [PLACES.mailbox]: { folders: /^(?:incoming|processed|failed)$/ },
  [`${PLACES.mailbox}/incoming`]: MAILS,
  [`${PLACES.mailbox}/processed`]: MAILS,
  [`${PLACES.mailbox}/failed`]: { files: /^\d+\.json(?:\.refused)?$/ },
  [PLACES.upgrades]: { files: /^lock$/, folders: /^(?:draft|pending|\d+)$/ },
  [PLACES.journal]: {
    files:
      /^(?:\d{8}\.log|\d{8}\.after-\d+\.(?:log|kept)\.gz|checkpoint|mark|reserve|.*\.torn)(?:\.tmp)?$/,
  },
  [PLACES.blobs]: { files: /^[0-9a-f]{64}(?:\.tmp)?$/ },
  [PLACES.logs]: {
    files:
      /^(?:runtime_events(?:\.[0-9a-f]+-\d+)?\.jsonl|(?:loop|loop-errors|notifications)\.log(?:\.\d)?)$/,
  },
  [PLACES.attempts]: { folders: ANY },
  // An earlier Millrace named its runs without an ordinal.
  [PLACES.runs]: { folders: /^run-(?:[a-z]+-)?[0-9a-f]+(?:-\d+)?$/ },
  arbiter: { folders: /^(?:contracts|targets|rubrics|verdicts|reports)$/ },
  'arbiter/contracts': { folders: /^(?:root-specs|ideas)$/ },
  'arbiter/contracts/root-specs': MARKDOWN_FILES,
  'arbiter/contracts/ideas': MARKDOWN_FILES,
  'arbiter/targets': JSON_FILES,
  'arbiter/rubrics': MARKDOWN_FILES,
  'arbiter/verdicts': JSON_FILES,
};
const RUN_FOLDER: OwnFolder = { files: ANY, folders: /^stage_results$/ };

/** What is not ours at the places of the runtime. It is left alone everywhere; here it is named. */
export function checkForeign({ disk }: EnginePorts, layout: Layout, findings: Findings): void {
  const look = new Look(disk, layout, findings);
  look.top();
  for (const [folder, own] of Object.entries(OWN_FOLDERS)) look.into(folder, own);
  for (const name of look.foldersIn(PLACES.runs)) {
    look.into(`${PLACES.runs}/${name}`, RUN_FOLDER);
    look.into(`${PLACES.runs}/${name}/stage_results`, JSON_FILES);
  }
  findings.checked('places', `${look.names} names, ${look.foreign} of them not ours`);
}

class Look {
  names = 0;
  foreign = 0;

  constructor(
    private readonly disk: Disk,
    private readonly layout: Layout,
    private readonly findings: Findings,
  ) {}

  foldersIn(folder: string): string[] {
    return this.list(folder).flatMap(({ name, kind }) => (kind === 'dir' ? [name] : []));
  }

  /** At the top authors have files and folders of their own, of which none is a link. */
  top(): void {
    for (const { name, kind } of this.disk.list(this.layout.runtime) ?? []) {
      const isTaken =
        kind === 'link' || kind === 'other' || (name in OWN_FOLDERS && kind !== 'dir');
      if (isTaken)
        this.taken(name, `it is ${KIND_WORDS[kind]} in the place of a file or folder of ours`);
    }
  }

  into(folder: string, own: OwnFolder): void {
    const kind = this.disk.stat(this.layout.at(folder))?.kind ?? 'dir';
    // Whatever holds a folder is looked at before it, so that each thing is named once.
    if (kind !== 'dir' || this.names >= NAMES_MAX) return;
    for (const { name, kind: found } of this.list(folder)) {
      this.names += 1;
      const problem = problemOf(own, name, found);
      if (problem?.code === 'place_taken') this.taken(`${folder}/${name}`, problem.what);
      if (problem?.code !== 'foreign_file') continue;
      this.foreign += 1;
      this.findings.add('foreign_file', workspacePath(`${folder}/${name}`), problem.what, MOVE);
    }
  }

  private list(folder: string): readonly DirEntry[] {
    try {
      return this.disk.list(this.layout.at(folder)) ?? [];
    } catch (thrown) {
      this.taken(folder, coded(thrown).facts.what);
      return [];
    }
  }

  private taken(path: string, what: string): void {
    this.foreign += 1;
    this.findings.add('place_taken', workspacePath(path), what, MOVE);
  }
}

function problemOf(own: OwnFolder, name: string, kind: EntryKind) {
  const wanted = own.folders?.test(name) ? 'dir' : own.files?.test(name) ? 'file' : null;
  if (wanted === kind) return null;
  const what = `it is ${KIND_WORDS[kind]}`;
  if (wanted === null) return { code: 'foreign_file', what: `${what} and not ours` } as const;
  return {
    code: 'place_taken',
    what: `${what} in the place of ${KIND_WORDS[wanted]} of ours`,
  } as const;
}
