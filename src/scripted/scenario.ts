import { z } from 'zod';
import { authorId, itemId, token } from '../runtime/plan/index.ts';
import { resultFile, usageFile } from '../runtime/runners/index.ts';

/**
 * A scenario: what the scripted harness does in which stage. The first rule that matches and has
 * uses left plays. Texts may hold `{{work.id}}`, `{{work.family}}`, `{{work.title}}`, `{{root}}`,
 * `{{idea}}`, `{{node}}`, `{{run}}`, `{{request}}`, `{{attempt}}` and `{{visit}}`.
 */
const RULES_MAX = 1000;
const ACTIONS_MAX = 200;
const WAIT_MS_MAX = 24 * 60 * 60 * 1000;
const GARBAGE_SIZE_BYTES_MAX = 64 * 1024 * 1024;
const TEXT_LENGTH_MAX = 1_000_000;

const insidePath = z
  .string()
  .min(1)
  .max(400)
  .refine((path) => !path.startsWith('/') && !/[\\\0]/.test(path), 'must be a relative path')
  .refine(
    (path) => path.split('/').every((part) => !['', '.', '..'].includes(part)),
    'must not hold empty, "." or ".." parts',
  );
const text = z.string().max(TEXT_LENGTH_MAX);
const argv = z.array(z.string()).min(1).max(200);

const match = z
  .strictObject({
    plane: authorId.optional(),
    node_id: authorId.optional(),
    stage_kind_id: authorId.optional(),
    family: authorId.optional(),
    /** May end in `*`. */
    work_id: z.string().optional(),
    root: z.string().optional(),
    /** 1 = the first attempt of a request. */
    attempt: z.number().min(1).optional(),
    /** 1 = the first time that the run comes to the node. */
    visit: z.number().min(1).optional(),
  })
  .meta({
    description: 'All fields that are given must be equal; {} matches every stage.',
    examples: [{ node_id: 'weave', visit: 1 }, { family: 'cloth', work_id: 'cloth-*' }, {}],
  });

export const action = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('write'), path: insidePath, text }).meta({
    description: 'Writes a file in the work directory.',
    examples: [{ do: 'write', path: 'src/sum.js', text: 'export const sum = (a, b) => a + b;\n' }],
  }),
  z.strictObject({ do: z.literal('replace'), path: insidePath, find: text, with: text }).meta({
    description: 'Replaces the first occurrence in a file of the work directory; it must be there.',
    examples: [{ do: 'replace', path: 'src/sum.js', find: 'a - b', with: 'a + b' }],
  }),
  z.strictObject({ do: z.literal('delete'), path: insidePath }).meta({
    description: 'Deletes a file of the work directory.',
    examples: [{ do: 'delete', path: 'old.txt' }],
  }),
  z
    .strictObject({
      do: z.literal('run'),
      argv,
      /** File in `out/` that gets what the command prints. */
      output: insidePath.optional(),
      /** The stage fails when the command ends differently. */
      expect_exit: z.number().optional(),
    })
    .meta({
      description: 'Runs a command in the work directory.',
      examples: [{ do: 'run', argv: ['node', '--test'], output: 'tests.txt', expect_exit: 0 }],
    }),
  z.strictObject({ do: z.literal('propose'), file: insidePath, text }).meta({
    description: 'Leaves a document in out/work/.',
    examples: [{ do: 'propose', file: 'one.md', text: '# One\n\nCloth-ID: one\n' }],
  }),
  z.strictObject({ do: z.literal('artifact'), file: insidePath, text }).meta({
    description: 'Leaves a file in out/.',
    examples: [{ do: 'artifact', file: 'report.md', text: '# Report\n\nDone.\n' }],
  }),
  z.strictObject({ do: z.literal('artifacts'), outcome: token.optional() }).meta({
    description: 'Leaves every artifact that the outcome needs, agreeing with it and the contract.',
    examples: [{ do: 'artifacts' }, { do: 'artifacts', outcome: 'KNOTTED' }],
  }),
  z.strictObject({ do: z.literal('usage'), ...usageFile.shape }).meta({
    description: 'Reports token usage.',
    examples: [
      {
        do: 'usage',
        input_tokens: 900,
        cached_input_tokens: 500,
        output_tokens: 80,
        thinking_tokens: 10,
        total_tokens: 980,
      },
    ],
  }),
  z.strictObject({ do: z.literal('print'), text }).meta({
    description: 'Prints a line on stdout.',
    examples: [{ do: 'print', text: 'looking at {{work.id}}' }],
  }),
  z.strictObject({ do: z.literal('sleep'), ms: z.number().min(0).max(WAIT_MS_MAX) }).meta({
    description: 'Waits.',
    examples: [{ do: 'sleep', ms: 250 }],
  }),
  z.strictObject({ do: z.literal('escape'), seconds: z.number().min(1).max(3600) }).meta({
    description: 'Starts a child in a session of its own that lives on.',
    examples: [{ do: 'escape', seconds: 60 }],
  }),
]);
export type Action = z.infer<typeof action>;

const resultFields = resultFile.omit({ terminal_result: true }).partial();

export const ending = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('result'),
      /** Absent = the stage's first success. */
      outcome: token.optional(),
      /** `false` leaves out/result.json away: the marker alone decides. */
      result_file: z.boolean().default(true),
      ...resultFields.shape,
    })
    .meta({
      description: 'Writes out/result.json and prints the marker.',
      examples: [{ kind: 'result' }, { kind: 'result', outcome: 'TORN', failure_class: 'thread' }],
    }),
  z.strictObject({ kind: z.literal('lie'), outcome: token.optional() }).meta({
    description: 'Prints the marker and does none of the actions.',
    examples: [{ kind: 'lie' }],
  }),
  z.strictObject({ kind: z.literal('no_marker') }).meta({
    description: 'Ends cleanly without a marker.',
    examples: [{ kind: 'no_marker' }],
  }),
  z.strictObject({ kind: z.literal('markers'), outcomes: z.array(token).min(1).max(10) }).meta({
    description: 'Prints these markers, legal or not, and no out/result.json.',
    examples: [{ kind: 'markers', outcomes: ['WOVEN', 'TORN'] }],
  }),
  z.strictObject({ kind: z.literal('crash'), exit_code: z.number().min(1).max(255) }).meta({
    description: 'Exits with a status that is not 0.',
    examples: [{ kind: 'crash', exit_code: 3 }],
  }),
  z
    .strictObject({ kind: z.literal('kill'), signal: z.enum(['SIGKILL', 'SIGSEGV', 'SIGTERM']) })
    .meta({
      description: 'Dies by a signal of its own.',
      examples: [{ kind: 'kill', signal: 'SIGKILL' }],
    }),
  z.strictObject({ kind: z.literal('hang'), stubborn: z.boolean().default(false) }).meta({
    description: 'Never ends; a stubborn one ignores SIGINT, SIGTERM and SIGHUP.',
    examples: [{ kind: 'hang' }, { kind: 'hang', stubborn: true }],
  }),
  z
    .strictObject({
      kind: z.literal('garbage'),
      size_bytes: z.number().min(1).max(GARBAGE_SIZE_BYTES_MAX).default(65_536),
      exit_code: z.number().min(0).max(255).default(0),
    })
    .meta({
      description: 'Prints bytes that are no text, in one line without an end.',
      examples: [{ kind: 'garbage', size_bytes: 1000000 }],
    }),
  z
    .strictObject({
      kind: z.literal('quota'),
      retry_after_seconds: z.number().min(1).max(999_999).optional(),
    })
    .meta({
      description: 'Fails with the words of a provider that has had enough.',
      examples: [{ kind: 'quota', retry_after_seconds: 30 }],
    }),
]);
export type Ending = z.infer<typeof ending>;

export const rule = z.strictObject({
  /** Names the rule in the progress; absent = its place in the list. */
  name: itemId.optional(),
  match: match.default({}),
  /** How many requests (or attempts) it plays; absent = all. */
  times: z.number().min(1).max(1_000_000).optional(),
  /** `request`: a repeated attempt sees the same rule again. `attempt`: every attempt chooses anew. */
  per: z.enum(['request', 'attempt']).default('request'),
  actions: z.array(action).max(ACTIONS_MAX).default([]),
  end: ending.default({ kind: 'result', result_file: true }),
});
export type Rule = z.infer<typeof rule>;

export const scenario = z.strictObject({
  rules: z.array(rule).max(RULES_MAX),
  /** When no rule matches: play the stage generically, or fail. */
  otherwise: z.enum(['default', 'fail']).default('default'),
});
export type Scenario = z.infer<typeof scenario>;

export const progress = z.strictObject({
  /** Rule -> how often it was chosen. */
  used: z.record(z.string(), z.number()),
  /** Request or attempt -> the rule that it got. */
  chosen: z.record(z.string(), z.string()),
});
export type Progress = z.infer<typeof progress>;
