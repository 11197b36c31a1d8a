import type { About } from './lineage.ts';

/**
 * What does not go on by itself, or not now. Closed: a new kind does not compile before it has its
 * words and its next step in `operations/support/next.ts`.
 */
export type Blocker =
  /** The next piece of work would be refused, or the loop was. `fix`: the error's own advice. */
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly what: string;
      readonly fix: string;
      /** Config and assets were deleted too: `init` makes them, for the mode that ran. */
      readonly init_mode?: string | null;
    }
  | {
      readonly kind: 'paused';
      readonly source: string;
      readonly reason: string;
      readonly until: string | null;
      /** The only plane that starts nothing; null = everything rests, or one runner. */
      readonly plane: string | null;
      /** Who ends it: whoever calls resume, a person who mends something first, or nobody. */
      readonly ends: 'resume' | 'mend' | 'alone';
    }
  | {
      readonly kind: 'limit';
      readonly about: About;
      readonly limit: string;
      /** The question whether it may go on; null = it was answered, or nobody was asked. */
      readonly asked: string | null;
    }
  | { readonly kind: 'blocked'; readonly about: About }
  /** Nothing of it is left to do, and its judge said no. */
  | {
      readonly kind: 'verdict';
      readonly about: About;
      readonly run: string | null;
      /** False where its judge ended without one. */
      readonly written: boolean;
    }
  | {
      readonly kind: 'dependency';
      readonly about: About;
      readonly why: 'missing' | 'blocked' | 'withdrawn' | 'cycle';
      readonly on: string;
    }
  /** Nothing that the workspace names is started before its user agrees. `fix`: how that is done. */
  | { readonly kind: 'trust'; readonly fix: string }
  /** A stage or the runtime asked the owner, and its work waits for the answer. */
  | {
      readonly kind: 'question';
      readonly about: About;
      readonly id: string;
      /** null = the runtime asks. */
      readonly node: string | null;
      readonly question: string;
      readonly options: readonly string[];
      readonly default: string | null;
      readonly needs_person: boolean;
      /** When its default is taken; null = it waits for ever. */
      readonly expires_at: string | null;
    }
  | {
      readonly kind: 'unreadable';
      readonly root: string | null;
      readonly path: string;
      readonly problem: string;
    };

export type Refused = Extract<Blocker, { kind: 'refused' }>;

/**
 * How the workspace stands, in one word with what belongs to it; the first that holds. `ready`: the
 * next piece of work would start or apply something.
 */
export type Outlook =
  | Blocker
  | {
      readonly kind: 'working';
      readonly about: About;
      readonly node: string;
      readonly attempt: string;
    }
  | { readonly kind: 'ready' }
  /** Nothing is left to do; `closed`: the spec, or the work of none, that was over last; null = none is. */
  | { readonly kind: 'idle'; readonly closed: About | null };

/** The outlook in a word of every answer, and what the word means. */
export const CONDITIONS = {
  refused: 'The next piece of work would be refused, or the loop was.',
  working: 'A stage runs.',
  paused: 'Nothing is started until the pause ends.',
  ready: 'The next piece of work would start, or a result would be applied.',
  held: 'Nothing can start, and a spec reached one of its limits.',
  blocked: 'Nothing can start, and work was given up or judged not to hold.',
  waiting: 'Nothing can start before somebody answers, agrees or hands over what is missing.',
  idle: 'Nothing is left to do.',
} as const;

export type Condition = keyof typeof CONDITIONS;

/** The condition that an outlook is told as, and what makes it so; in the order of `outlookOf`. */
export const OUTLOOKS: Readonly<
  Record<Outlook['kind'], readonly [condition: Condition, meaning: string]>
> = {
  refused: [
    'refused',
    'The plan, the config or a harness would refuse it, or the loop was refused.',
  ],
  working: ['working', 'The attempt of a stage is alive.'],
  paused: [
    'paused',
    'Somebody paused it, or usage, a provider, a harness or the disk makes it rest.',
  ],
  trust: ['waiting', 'The user of the machine has not agreed to what the workspace would start.'],
  ready: ['ready', 'There is work, and nothing keeps it.'],
  question: ['waiting', 'A stage or Millrace asked the owner, and its work waits for the answer.'],
  limit: ['held', 'A spec reached a number of stages, tokens or minutes under `[limits]`.'],
  blocked: [
    'blocked',
    'A stage gave work up, a limit of the item was reached, or somebody blocked it.',
  ],
  verdict: ['blocked', 'All work of a spec is done, and its judge says that it does not hold.'],
  unreadable: ['waiting', 'A document in a queue does not follow the grammar.'],
  dependency: ['waiting', 'Work depends on other work that cannot be done as things stand.'],
  idle: ['idle', 'Every spec is closed, or none was handed over.'],
};
