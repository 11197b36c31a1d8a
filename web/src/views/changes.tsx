import { useState } from 'preact/hooks';
import type { DiffView } from '../../../src/runtime/api/index.ts';
import { PAGE_ROWS } from '../../../src/web/view-path.ts';
import { useView } from '../data/cache.ts';
import { Command } from '../parts/command.tsx';
import { Diff } from '../parts/diff.tsx';
import { Shown } from '../parts/shown.tsx';
import { counted, plainName } from '../parts/words.ts';

const LINES = PAGE_ROWS.diff;

interface ChangesProps {
  readonly workspace: string;
  /** A root spec, a work item, a run, or `<run>/<stage>`. */
  readonly of: string;
}

/** What the stages of a spec, a task, a run, or one stage changed in the folder of the work. */
export function Changes({ workspace, of }: ChangesProps) {
  const [from, setFrom] = useState<string | null>(null);
  const query = from === null ? { key: of, lines: LINES } : { key: of, lines: LINES, from };
  const found = useView(workspace, 'diff', query);
  return (
    <Shown of={found}>
      {(view) => (
        <>
          <Files view={view} from={from} choose={setFrom} />
          {view.notes.map((note) => (
            <p key={note} class="quiet">
              {note}
            </p>
          ))}
          {view.lines.length > 0 && <Diff lines={view.lines} />}
          <Beyond view={view} />
        </>
      )}
    </Shown>
  );
}

interface FilesProps {
  readonly view: DiffView;
  readonly from: string | null;
  readonly choose: (path: string | null) => void;
}

function Files({ view: { stat, stages }, from, choose }: FilesProps) {
  if (stat === null) return <p class="empty">What changed is not known.</p>;
  if (stat.files === 0) return <p class="empty">Nothing changed.</p>;
  const by = [...new Set(stages)].map(plainName).join(', ');
  return (
    <>
      <p>
        {counted(stat.files, 'file')}
        {stat.added !== null && <span class="added"> +{stat.added}</span>}
        {stat.removed !== null && <span class="removed"> -{stat.removed}</span>}
        {by !== '' && <span class="quiet"> by {by}</span>}
      </p>
      <ul class="files">
        {stat.rows.map(({ path, kind, added, removed }) => (
          <li key={path}>
            <button
              type="button"
              aria-pressed={from === path}
              onClick={() => choose(from === path ? null : path)}
            >
              <code>{path}</code>
              <span class="quiet"> {kind}</span>
              {added !== null && <span class="added"> +{added}</span>}
              {removed !== null && <span class="removed"> -{removed}</span>}
            </button>
          </li>
        ))}
      </ul>
      {stat.rows.length < stat.files && (
        <p class="quiet">and {stat.files - stat.rows.length} more files</p>
      )}
    </>
  );
}

function Beyond({ view: { line, lines, lines_total, command } }: { readonly view: DiffView }) {
  const end = line + lines.length - 1;
  const isCut = lines_total === null ? lines.length > 0 : end < lines_total;
  return (
    <>
      {isCut && (
        <p class="quiet">
          Lines {line} to {end} of {lines_total ?? 'more than were looked at'}.
        </p>
      )}
      {command !== null && (
        <p>
          <span class="quiet">The same in a terminal:</span> <Command text={command} />
        </p>
      )}
    </>
  );
}
