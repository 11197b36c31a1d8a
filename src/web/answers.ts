import type { Waiting, WatchLook } from '../cli/watch/view.ts';
import type { GraphPicture } from '../compiler/views/graph-layout.ts';
import type {
  DiffView,
  DocumentView,
  EntriesView,
  EventsView,
  EventView,
  ListView,
  LogsView,
  ReplayView,
  ShowView,
  StageProgress,
  WhyView,
} from '../runtime/api/index.ts';

/** How a workspace stands; `doing` by attempt. */
export interface LookAnswer extends Omit<WatchLook, 'doing' | 'events' | 'kind'> {
  readonly doing: Readonly<Record<string, StageProgress>>;
  /** A stream from here on misses nothing that comes later. */
  readonly cursor: string;
}

/** One thing on one page, and what keeps it with the commands that answer. */
export type ShowAnswer = ShowView & { readonly waits: readonly Waiting[] };

export interface ArtifactRow {
  readonly path: string;
  readonly kind: string;
  readonly size_bytes: number;
}

export interface ArtifactAnswer {
  readonly mime: string;
  readonly size_bytes: number;
  readonly is_cut: boolean;
  /** null = it is no text. */
  readonly text: string | null;
}

export interface PlaneAnswer extends GraphPicture {
  /** Nodes that work enters only so often. */
  readonly limits: readonly { readonly node: string; readonly times: number }[];
}

/** What each view of the page answers: what the operations are made of, and nothing computed anew. */
export interface ViewAnswers {
  readonly look: LookAnswer;
  readonly events: EventsView;
  readonly list: ListView;
  readonly entries: EntriesView;
  readonly show: ShowAnswer;
  readonly document: DocumentView;
  readonly replay: ReplayView;
  readonly diff: DiffView;
  readonly logs: LogsView;
  readonly why: WhyView;
  readonly artifacts: { readonly rows: readonly ArtifactRow[] };
  readonly artifact: ArtifactAnswer;
  readonly graphs: { readonly planes: readonly PlaneAnswer[] };
}

/** What happened in a workspace since somebody was told last. */
export interface FeedNews {
  readonly workspace: string;
  /** Whoever goes on from here misses nothing. */
  readonly cursor: string;
  /** The newest. */
  readonly events: readonly EventView[];
  /** Of all since, told or not. */
  readonly events_total: number;
  /** Whatever was read of it may read otherwise now: it was restored, or could not be read meanwhile. */
  readonly is_whole: boolean;
}

export interface WorkspacesAnswer {
  readonly rows: readonly { readonly id: string; readonly root: string }[];
  /** Those of which the page hears what is committed. */
  readonly followed_max: number;
}

export interface ErrorAnswer {
  readonly error: { readonly code: string; readonly message: string; readonly next: string };
}
