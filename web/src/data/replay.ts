import { useEffect, useRef, useState } from 'preact/hooks';
import type { ReplayRow } from '../../../src/runtime/api/index.ts';
import type { ErrorAnswer, ViewAnswers } from '../../../src/web/answers.ts';
import { PAGE_ROWS, viewPath } from '../../../src/web/view-path.ts';
import { useView } from './cache.ts';
import { read } from './source.ts';

/** More is not held in one page. */
const PAGES_MAX = 100;

export interface Replayed {
  readonly rows: readonly ReplayRow[];
  readonly error: ErrorAnswer['error'] | null;
  /** All that has happened so far is there. */
  readonly isWhole: boolean;
  /** Records before this one are not kept. */
  readonly kept_from: number;
}

/** The life of a lineage or a run. History does not change, so only what is new is asked for. */
export function useReplay(workspace: string, of: string): Replayed {
  const cursor = useView(workspace, 'look').value.value?.cursor ?? null;
  const seen = useRef({ seq: 0, pages: 0 });
  const [replayed, set] = useState<Replayed>({
    rows: [],
    error: null,
    isWhole: false,
    kept_from: 1,
  });
  useEffect(() => {
    const abort = new AbortController();
    const more = async () => {
      while (!abort.signal.aborted && seen.current.pages < PAGES_MAX) {
        const query = { of, after_seq: seen.current.seq, limit: PAGE_ROWS.replay };
        const found = await read(viewPath(workspace, 'replay', query), abort.signal);
        if (abort.signal.aborted) return;
        if (!found.ok) return set((before) => ({ ...before, error: found.error }));
        const page = found.value as ViewAnswers['replay'];
        seen.current = { seq: page.after_seq ?? page.seq, pages: seen.current.pages + 1 };
        const { kept_from } = page;
        set(({ rows }) => ({
          rows: page.rows.length === 0 ? rows : [...rows, ...page.rows],
          error: null,
          isWhole: page.after_seq === null,
          kept_from,
        }));
        if (page.after_seq === null) return;
      }
    };
    if (of !== '') more();
    return () => abort.abort();
  }, [workspace, of, cursor]);
  return replayed;
}
