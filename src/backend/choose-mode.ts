import type { ChosenHarness } from '../product/backend.ts';
import type { HarnessView } from '../runtime/api/index.ts';
import type { HarnessMode } from '../runtime/index.ts';

export interface ChoosingInput {
  /** The preferred one first. */
  readonly modes: readonly HarnessMode[];
  /** What the caller named; it always wins. */
  readonly mode: string | null;
  readonly actor: string;
  readonly look: (runners: readonly string[]) => Promise<readonly HarnessView[]>;
}

export interface Choice {
  /** null = the default of the release, or what was named. */
  readonly mode: string | null;
  readonly harness: ChosenHarness | null;
  readonly unusable: string | null;
  readonly notes: readonly string[];
}

export const NO_CHOICE: Choice = { mode: null, harness: null, unusable: null, notes: [] };

/** Picks the mode of a new workspace by the harnesses that can run its stages here. */
export async function chooseMode(input: ChoosingInput): Promise<Choice> {
  return input.mode === null ? pickMode(input) : checkMode(input, input.mode);
}

async function checkMode({ modes, look }: ChoosingInput, mode: string): Promise<Choice> {
  const row = modes.find((one) => one.modes.includes(mode));
  const [view] = row === undefined ? [] : await look([row.runner]);
  if (view === undefined) return NO_CHOICE;
  const harness = harnessOf(view, 'its mode was named');
  return { ...NO_CHOICE, harness, unusable: view.problem === null ? null : why(view) };
}

async function pickMode({ modes, actor, look }: ChoosingInput): Promise<Choice> {
  const views = await look(modes.map(({ runner }) => runner));
  const usable = modes.flatMap((row) => {
    const view = views.find(({ runner, problem }) => runner === row.runner && problem === null);
    return view === undefined ? [] : [{ row, view }];
  });
  const own = usable.find(({ row }) => row.clients.some((client) => actor === `mcp:${client}`));
  const best = own ?? usable[0];
  const notes = views.filter(({ problem }) => problem !== null).map(why);
  if (best === undefined) return { ...NO_CHOICE, unusable: NONE, notes };
  const [mode = null] = best.row.modes;
  const reason =
    own === undefined
      ? `first that can be used of ${views.map(({ harness }) => harness).join(', ')}`
      : 'the harness of the calling client';
  return { mode, harness: harnessOf(best.view, reason), unusable: null, notes };
}

const NONE = 'No harness is installed here with a login that can be seen';

function harnessOf(view: HarnessView, reason: string): ChosenHarness {
  const { harness, version, login, account, permission } = view;
  return { name: harness, version, login, account, permission: permission ?? '', why: reason };
}

function why({ harness, problem }: HarnessView): string {
  return `${harness}: ${problem?.what ?? ''}; ${problem?.next ?? ''}`;
}
