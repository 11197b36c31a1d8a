import { z } from 'zod';
import type { ModeView } from '../../compiler/mode-list.ts';
import { MillraceError } from '../../runtime/errors/errors.ts';
import { meantInstead } from '../../runtime/text/nearest.ts';
import { defineOperation } from '../support/define.ts';
import { nextField, readErrors, simulated } from '../support/fields.ts';
import { clip } from '../support/text.ts';
import { planMode } from './plan-looked-at.ts';

const MODES_SHOWN_MAX = 40;

export const modesList = defineOperation({
  name: 'modes_list',
  title: 'List the modes',
  summary: 'List the modes of this workspace, shipped and own, with the loops that each runs.',
  effect: 'read',
  idempotent: true,
  input: z.strictObject({ mode: planMode }),
  output: z.looseObject({
    modes: z.array(z.looseObject({ mode_id: z.string(), title: z.string() })).describe('By id.'),
    modes_total: z.number().describe('Of all, shown or not.'),
    mode: z.looseObject({}).optional().describe('The one that was named, whole.'),
    simulated,
    next: nextField,
  }),
  errors: [...readErrors, 'mode_unknown'],
  positional: ['mode'],
  paths: [],
  examples: [
    {
      title: 'Which modes are there?',
      input: {},
      output: { modes: [{ mode_id: 'default_codex' }], modes_total: 1 },
    },
  ],
  async run(context, { mode }) {
    const runtime = await context.runtime();
    const all = await context.modes();
    const wanted = mode === undefined ? all : all.filter((one) => isNamed(one, mode));
    if (mode !== undefined && wanted.length === 0) throw unknownMode(mode, all);
    return {
      modes: wanted.slice(0, MODES_SHOWN_MAX).map(lineOf),
      mode: mode === undefined ? undefined : wanted.map(wholeOf)[0],
      modes_total: all.length,
      simulated: runtime.status().simulated,
      next: 'Call compile_validate with a mode to see what it compiles to; with adopt it runs.',
    };
  },
});

function isNamed({ mode_id, aliases }: ModeView, name: string): boolean {
  return mode_id === name || aliases.includes(name);
}

function lineOf({ mode_id, title, loops, simulated: isSimulated }: ModeView) {
  return { mode_id, title, loops: Object.values(loops), simulated: isSimulated || undefined };
}

function wholeOf({ aliases, loops, families, claim_order, runners }: ModeView) {
  return { aliases, loops, families, claim_order, runners };
}

function unknownMode(mode: string, all: readonly ModeView[]): MillraceError {
  const names = all.flatMap(({ mode_id, aliases }) => [mode_id, ...aliases]);
  return new MillraceError('mode_unknown', {
    what: `There is no mode ${clip(mode, 60)}${meantInstead(mode, names)}`,
    next: 'Call modes_list, which names all of them.',
  });
}
