import { decodeDocument } from '../../documents/index.ts';
import {
  type EarlierDocument,
  EarlierFiles,
  type EarlierIdea,
  ideasIn,
  mailedDocument,
  mailedIdea,
  nameCommand,
  type WaitingCommand,
} from '../../earlier/index.ts';
import { isMillraceError } from '../../errors/errors.ts';
import { type Change, ideaChange } from '../../kernel/index.ts';
import { familyFor } from '../commands/hand-over.ts';
import { type DraftParts, draftIncoming, type Incoming } from './draft-incoming.ts';
import { keyOfDocument } from './handoffs.ts';
import type { Sources } from './sources.ts';

/** Work that nobody had taken up yet, and what becomes of each idea. */
export interface Intake {
  readonly documents: readonly EarlierDocument[];
  readonly ideas: readonly Change[];
  /** How many of the ideas are work now. */
  readonly idea_count: number;
  /** How many of the commands that waited are carried out or done by the import itself. */
  readonly commands: number;
}

export interface IntakeParts extends DraftParts {
  readonly sources: Sources;
  /** The workspace above the runtime folder. */
  readonly root: string;
  /** It is copied from elsewhere, and its inbox is not. */
  readonly is_copy: boolean;
  /** Whether its config wants ideas to be taken from their inbox. */
  readonly takes_ideas: boolean;
}

const ADD = 'add_';

/** Takes up what waited: commands that bring work, and ideas that no document stands for. */
export function takeUp(parts: IntakeParts): Intake {
  const reader = new IntakeReader(parts);
  const { sources } = parts;
  let commands = 0;
  for (const one of sources.commands) if (reader.command(one)) commands += 1;
  const outside = new EarlierFiles(parts.ports.disk, parts.root);
  const found = ideasIn(outside, sources.files, sources.documents);
  const taken = found.flatMap((one) => reader.idea(one) ?? []);
  for (const finding of outside.findings) sources.files.say(finding);
  const ideas = parts.is_copy ? [] : taken.flatMap(({ change }) => change ?? []);
  return { documents: reader.documents, ideas, idea_count: taken.length, commands };
}

/** An idea that is work; null = its file is not in the inbox, so that nobody looks at it again. */
interface TakenIdea {
  readonly change: Change | null;
}

interface Arrived extends Incoming {
  readonly path: string;
  readonly family: string | null;
}

class IntakeReader {
  readonly documents: EarlierDocument[] = [];
  private readonly taken: Set<string>;

  constructor(private readonly parts: IntakeParts) {
    const { documents, unread } = parts.sources;
    const waiting = unread.map(({ family, stem }) => `${family.family_id}/${stem}`);
    this.taken = new Set([...documents.map(keyOfDocument), ...waiting]);
  }

  /** Returns whether what it asked for is done. */
  command(sent: WaitingCommand): boolean {
    const { files } = this.parts.sources;
    const { path, command, payload } = sent;
    if (command === 'pause' || command === 'resume') return true;
    if (!command.startsWith(ADD)) return nameCommand(files, sent);
    const idea = mailedIdea.safeParse(payload).data;
    const json = mailedDocument.safeParse(payload).data;
    const family = command.slice(ADD.length);
    if (idea !== undefined) {
      return (
        this.take({ path, family: null, text: idea.markdown, file: idea.source_name }) !== null
      );
    }
    if (json === undefined) {
      files.keep(path, `the command ${shown(command)} was waiting, and holds no document`);
    } else if (!Object.hasOwn(this.parts.plan.families, family)) {
      files.keep(path, `the command ${shown(command)} was waiting: ${NO_PLACE}`);
    } else return this.take({ path, family, text: JSON.stringify(json.document) }) !== null;
    return false;
  }

  /** Null: it is named instead. */
  idea({ path, name, bytes, became, isInbox }: EarlierIdea): TakenIdea | null {
    const { ports, sources, takes_ideas } = this.parts;
    const { files } = sources;
    const sha256 = ports.hash.sha256(bytes);
    const is = (fate: 'known' | 'taken', one: EarlierDocument): TakenIdea => {
      const key = keyOfDocument(one);
      return {
        change: isInbox ? ideaChange({ path, sha256, became: fate, key, why: null }) : null,
      };
    };
    if (became !== null) {
      if (this.isEdited(bytes, became)) files.change(path, EDITED);
      return is('known', became);
    }
    if (isInbox && !takes_ideas) {
      files.keep(path, 'is an idea, and the config says that ideas are not taken up');
      return null;
    }
    const decoded = decodeDocument(bytes);
    if (!decoded.ok) {
      files.keep(path, `is an idea that cannot be read: ${decoded.problem}`);
      return null;
    }
    const taken = this.take({ path, family: null, text: decoded.text, file: name });
    return taken === null ? null : is('taken', taken);
  }

  /** The text that closure was bound to is the one that was taken up. */
  private isEdited(bytes: Uint8Array, { document }: EarlierDocument): boolean {
    const target = this.parts.sources.targets.find(
      (one) => one.target.root_spec_id === document.id,
    );
    const decoded = decodeDocument(bytes);
    return target?.idea != null && decoded.ok && decoded.text !== target.idea;
  }

  private take(incoming: Arrived): EarlierDocument | null {
    const { sources, plan } = this.parts;
    const { path, text } = incoming;
    const family = familyFor(plan, incoming.family);
    const is = incoming.file === undefined ? 'work' : 'an idea';
    try {
      const document = draftIncoming(this.parts, this.taken, family, incoming);
      const one: EarlierDocument = {
        family,
        lies: 'queue',
        path,
        document,
        text,
        handed_over: text,
      };
      this.taken.add(keyOfDocument(one));
      this.documents.push(one);
      sources.files.change(path, `is ${is} that nobody had taken up, and waits as ${document.id}`);
      return one;
    } catch (error) {
      if (!isMillraceError(error)) throw error;
      sources.files.keep(path, `is ${is} that cannot be taken up: ${error.facts.what}`);
      return null;
    }
  }
}

const EDITED =
  'was edited after it was taken up: the text of then counts; amend says to its spec what changed';
const NO_PLACE =
  'this mode has no place for what it brings; hand that over with enqueue_idea, if it is still meant';

function shown(command: string): string {
  return /^[a-z_]{1,40}$/.test(command) ? command : 'unknown';
}
