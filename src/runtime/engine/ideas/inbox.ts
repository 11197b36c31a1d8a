/**
 * Takes ideas out of their inbox, in two steps: files are read without the lock, which takes as long as
 * it takes; what became of each is one record, with the work item that it became, under the lock. So a
 * kill leaves an idea taken or not looked at, and the next look goes on from there.
 */

import { decodeDocument } from '../../documents/index.ts';
import { isMillraceError } from '../../errors/errors.ts';
import { exhausted } from '../../errors/exhausted.ts';
import {
  admission,
  type Change,
  editedByHand,
  type IdeaFate,
  type Item,
  ideaChange,
  type KnownIdea,
  keyOf,
  type PlanIndex,
  type State,
} from '../../kernel/index.ts';
import type { Plan } from '../../plan/index.ts';
import { handOver } from '../commands/hand-over.ts';
import { draftOf, judgeDocument, type SubmittedDocument } from '../commands/judge-document.ts';
import { isQuietSince } from '../intake/hand-edits.ts';
import type { Owner } from '../owner/owner.ts';
import type { EnginePorts, WatcherSettings } from '../ports/engine-ports.ts';
import { IDEAS, IdeaFiles, type IdeaNews } from './files.ts';

/** Ideas that one look takes; more wait for the next, which follows at once. */
const IDEAS_PER_LOOK_MAX = 50;
const CHANNEL = 'ideas inbox';

/** A file of the inbox as it was read. */
type ReadIdea =
  | { readonly is: 'gone'; readonly path: string }
  | {
      readonly is: 'refused';
      readonly path: string;
      readonly why: string;
      readonly sha256?: string;
    }
  | ReadText;

interface ReadText {
  readonly is: 'read';
  readonly path: string;
  readonly sha256: string;
  readonly document: SubmittedDocument;
}

/** Where nothing is watched nothing is taken either: who turns it off wants no work of it. */
export function takesIdeas({ enabled, watch_ideas_inbox }: WatcherSettings): boolean {
  return enabled && watch_ideas_inbox;
}

export class IdeaInbox {
  private readonly files: IdeaFiles;
  private ready: readonly ReadIdea[] = [];
  private isMore = false;

  constructor(
    private readonly ports: EnginePorts,
    root: string,
  ) {
    this.files = new IdeaFiles(ports, root);
  }

  /** Another look is due soon. */
  get waits(): boolean {
    return this.files.waits || this.isMore;
  }

  fingerprint(): string {
    return this.files.fingerprint();
  }

  /**
   * Reads what is new and complete, for `take`; returns whether there is any. Without a plan nobody can
   * tell what an idea becomes.
   */
  async look(state: State, plan: Plan | null, debounce_ms: number): Promise<boolean> {
    this.ready = [];
    this.isMore = false;
    if (plan === null) return false;
    const news = this.files.look(state, debounce_ms);
    this.isMore = news.length > IDEAS_PER_LOOK_MAX;
    const read: ReadIdea[] = [];
    for (const one of news.slice(0, IDEAS_PER_LOOK_MAX)) read.push(await this.read(plan, one));
    this.ready = read;
    return read.length > 0;
  }

  /** Records what became of each that was read; returns how many. */
  take(owner: Owner, plan: () => PlanIndex): number {
    const { ready } = this;
    if (ready.length === 0) return 0;
    this.ready = [];
    const index = plan();
    let taken = 0;
    for (const idea of ready) {
      const changes = this.changesOf(owner, index, idea);
      if (changes.length === 0) continue;
      owner.apply({ changes, cause: { input: 'folder', rule: 'idea' } });
      taken += 1;
    }
    owner.flush();
    return taken;
  }

  private async read(plan: Plan, news: IdeaNews): Promise<ReadIdea> {
    if (news.is !== 'text') return news;
    const { path, sha256, bytes } = news;
    const decoded = decodeDocument(bytes);
    if (!decoded.ok) return { path, is: 'refused', sha256, why: decoded.problem };
    try {
      const text = utf8.decode(bytes);
      const file = path.slice(IDEAS.length + 1);
      const input = { family: null, text, file, is_idea: true, channel: CHANNEL };
      const { command } = await handOver(this.ports, plan, input);
      return { path, is: 'read', sha256, document: command };
    } catch (error) {
      return { path, is: 'refused', sha256, why: reasonOf(error) };
    }
  }

  private changesOf(owner: Owner, index: PlanIndex, idea: ReadIdea): readonly Change[] {
    const { path } = idea;
    const last = owner.state.ideas.get(path);
    const known = last?.became === 'gone' ? undefined : last;
    switch (idea.is) {
      case 'gone':
        return known === undefined ? [] : [ideaChange({ ...facts(known), path, became: 'gone' })];
      case 'refused': {
        const { why, sha256 = '' } = idea;
        return [ideaChange({ path, sha256, became: 'refused', key: known?.key ?? null, why })];
      }
      case 'read': {
        // Somebody else may have owned the workspace since it was read.
        if (known?.sha256 === idea.sha256) return [];
        const item = owner.state.items.get(known?.key ?? '');
        return this.orRefused(idea, item?.key ?? null, () =>
          item === undefined
            ? this.taken(owner, index, idea)
            : this.edited(owner, index, idea, item),
        );
      }
      default:
        return exhausted(idea);
    }
  }

  private taken(owner: Owner, index: PlanIndex, { path, sha256, document }: ReadText): Change[] {
    const is = (became: IdeaFate, key: string) =>
      ideaChange({ path, sha256, became, key, why: null });
    // The same bytes under another name are no other idea.
    const twin = [...owner.state.ideas.values()].find((one) => one.sha256 === sha256 && one.key);
    if (twin?.key != null) return [is('known', twin.key)];
    const judged = judgeDocument(this.ports, owner, index, document);
    const key = keyOf(judged.family.family_id, judged.id);
    if (judged.already) return [is('known', key)];
    const arrival = admission(this.ports.hash, {
      family: judged.family,
      document: judged.document,
      handed_over: judged.original,
      source: { kind: 'folder', ref: path },
      state: 'queue',
    });
    return [arrival, is('taken', key)];
  }

  /**
   * Nothing is bound to a text before work on it has begun: until then an edit is its new text. Later it
   * would be an amendment, which its owner has to ask for.
   */
  private edited(
    owner: Owner,
    index: PlanIndex,
    { path, sha256, document: text }: ReadText,
    item: Item,
  ): Change[] {
    const { key, state, root, stages } = item;
    const family = index.family(item.family);
    const document = draftOf(this.ports, owner, family, { ...text, idea: item.id }, item.id);
    const hasBegun = state !== 'queue' || stages > 0 || owner.state.targets.has(root ?? '');
    const became = hasBegun ? 'edited' : 'revised';
    const idea = ideaChange({ path, sha256, became, key, why: null });
    if (hasBegun) return [idea];
    const is_owners = isQuietSince(this.ports, owner, this.files.mtime_ms(path));
    const edit = { family, document, path, is_owners };
    return [...editedByHand(owner.facts(index), owner.state, item, edit).changes, idea];
  }

  private orRefused(
    { path, sha256 }: ReadText,
    key: string | null,
    work: () => readonly Change[],
  ): readonly Change[] {
    try {
      return work();
    } catch (error) {
      return [ideaChange({ path, sha256, became: 'refused', key, why: reasonOf(error) })];
    }
  }
}

/** The bytes as they are, byte order mark and line ends included: by them the text is known again. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function facts({ sha256, key, why }: KnownIdea): Pick<KnownIdea, 'sha256' | 'key' | 'why'> {
  return { sha256, key, why };
}

/** What a person can mend is a reason; anything else goes on. */
function reasonOf(error: unknown): string {
  if (!isMillraceError(error)) throw error;
  return error.facts.what;
}
