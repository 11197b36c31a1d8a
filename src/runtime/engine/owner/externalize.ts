import { exhausted } from '../../errors/exhausted.ts';
import type { Blobs } from '../../journal/index.ts';
import type { Change, Recorded, SkillChange, VersionFile } from '../../kernel/index.ts';

/** Texts above this size go to a blob, durable before the record that names it. */
export const INLINE_SIZE_BYTES_MAX = 65_536;

/** The change as it is written: its large texts replaced by the name of their blob. */
export function externalize(change: Change, blobs: Blobs): Change {
  const store = (recorded: Recorded) => toBlob(recorded, blobs);
  switch (change.k) {
    case 'admit@1': {
      const { handed_over } = change;
      return {
        ...change,
        document: store(change.document),
        handed_over: handed_over === null ? null : store(handed_over),
      };
    }
    case 'revise@1':
    case 'unreadable@1':
      return { ...change, document: store(change.document) };
    case 'amend@1':
      return { ...change, spec: store(change.spec) };
    case 'target-open@1':
      return { ...change, spec: store(change.spec), source: store(change.source) };
    case 'result@1': {
      const artifacts = change.artifacts.map((one) => ({ ...one, document: store(one.document) }));
      return { ...change, artifacts };
    }
    case 'skill@1':
      return externalizeSkill(change, store);
    // No text of these can be large, or it is one that state holds as well.
    case 'open@1':
    case 'epoch@1':
    case 'plan@1':
    case 'move@1':
    case 'rehome@1':
    case 'intervention@1':
    case 'run@1':
    case 'request@1':
    case 'attempt@1':
    case 'attempt-end@1':
    case 'route@1':
    case 'count@1':
    case 'contract@1':
    case 'ledger@1':
    case 'decision@1':
    case 'withdraw@1':
    case 'question@1':
    case 'answer@1':
    case 'expire@1':
    case 'grant@1':
    case 'review@1':
    case 'waive@1':
    case 'prioritize@1':
    case 'rejudge@1':
    case 'target-verdict@1':
    case 'handoff@1':
    case 'pause@1':
    case 'resume@1':
    case 'usage-warning@1':
    case 'hold@1':
    case 'unhold@1':
    case 'readable@1':
    case 'idea@1':
    case 'retire@1':
    case 'command@1':
    case 'desire@1':
    case 'config@1':
    case 'loop@1':
    case 'note@1':
      return change;
    default:
      return exhausted(change);
  }
}

function externalizeSkill(change: SkillChange, store: (one: Recorded) => Recorded): Change {
  switch (change.event) {
    case 'proposed':
      return { ...change, document: store(change.document) };
    case 'decided': {
      const stored = (one: Recorded | null) => (one === null ? null : store(one));
      const file = ({ path, before, after }: VersionFile) => {
        return { path, before: stored(before), after: stored(after) };
      };
      return { ...change, version: { ...change.version, files: change.version.files.map(file) } };
    }
    case 'written':
    case 'dropped':
      return change;
    default:
      return exhausted(change);
  }
}

function toBlob(recorded: Recorded, blobs: Blobs): Recorded {
  const { text, ...name } = recorded;
  if (text === undefined || recorded.size_bytes <= INLINE_SIZE_BYTES_MAX) return recorded;
  blobs.put(recorded.sha256, new TextEncoder().encode(text));
  return name;
}
