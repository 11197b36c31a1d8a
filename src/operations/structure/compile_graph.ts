import { z } from 'zod';
import type { CompiledStageGraph } from '../../compiler/views/graph-export.ts';
import type { GraphTexts } from '../../product/backend.ts';
import { MillraceError } from '../../runtime/errors/errors.ts';
import { meantInstead } from '../../runtime/text/nearest.ts';
import type { OperationContext } from '../support/context.ts';
import { defineOperation } from '../support/define.ts';
import { nextField, readErrors, simulated } from '../support/fields.ts';
import { clip } from '../support/text.ts';
import { planMode, planOf, planSourceField } from './plan-looked-at.ts';

const FORMATS = ['text', 'json', 'mermaid', 'svg'] as const;

export const compileGraph = defineOperation({
  name: 'compile_graph',
  title: 'Graphs of the plan',
  summary: 'Show the graph of each plane: nodes, edges by outcome, ends; as text or a picture.',
  effect: 'read',
  idempotent: true,
  input: z.strictObject({
    mode: planMode,
    plane: z.string().min(1).max(80).optional().describe('Only this plane.'),
    format: z.enum(FORMATS).default('text').describe('Of text or graphs.'),
  }),
  output: z.looseObject({
    plan: planSourceField,
    compiled_plan_id: z.string().describe('Of the plan.'),
    planes: z.array(z.string()).describe('Those that are shown.'),
    format: z.enum(FORMATS).describe('Of text or graphs.'),
    text: z.string().optional().describe('The graphs in this format.'),
    graphs: z
      .array(z.looseObject({}))
      .optional()
      .describe('With json: a compiled_stage_graph for each plane.'),
    simulated,
    next: nextField,
  }),
  errors: [...readErrors, 'plan_missing', 'plan_invalid', 'mode_unknown'],
  positional: [],
  paths: [],
  prints: ({ format }) => (format === 'json' ? 'graphs' : 'text'),
  examples: [
    {
      title: 'As Mermaid',
      input: { format: 'mermaid', plane: 'execution' },
      output: { planes: ['execution'], format: 'mermaid' },
    },
  ],
  async run(context, { mode, plane, format }) {
    const looked = await planOf(context, mode ?? null);
    const graphs = await graphsOf(context, JSON.stringify(looked.plan), plane ?? null);
    return {
      plan: looked.from,
      compiled_plan_id: looked.plan.compiled_plan_id,
      planes: [...graphs.keys()],
      format,
      ...(format === 'json'
        ? { graphs: await parsed(graphs) }
        : { text: await drawn(graphs, format) }),
      simulated: looked.simulated,
      next: 'Call compile_show for the nodes of the plan, or compile_validate to compile it anew.',
    };
  },
});

type Graphs = [CompiledStageGraph, ...CompiledStageGraph[]];

/** Plane -> graph, of one plane or of all. */
async function graphsOf(
  context: OperationContext,
  plan: string,
  plane: string | null,
): Promise<ReadonlyMap<string, GraphTexts>> {
  const all = await context.graphs(plan);
  const wanted = new Map([...all].filter(([name]) => plane === null || name === plane));
  if (wanted.size > 0) return wanted;
  const named = plane ?? '';
  throw new MillraceError('input_invalid', {
    what: `The plan has no plane ${clip(named, 60)}${meantInstead(named, all.keys())}`,
    expected: [...all.keys()].join(', '),
    next: 'Name one of them, or none for all.',
  });
}

async function parsed(texts: ReadonlyMap<string, GraphTexts>): Promise<Graphs> {
  const { compiledStageGraph } = await import('../../compiler/views/graph-export.ts');
  const [first, ...rest] = [...texts.values()].map(({ json }) =>
    compiledStageGraph.parse(JSON.parse(json)),
  );
  if (first === undefined) throw new Error('a plan has a plane');
  return [first, ...rest];
}

type Format = (typeof FORMATS)[number];

/** Each is loaded by whoever asks for it. */
async function drawn(texts: ReadonlyMap<string, GraphTexts>, format: Exclude<Format, 'json'>) {
  if (format === 'mermaid') return mermaidOf(texts);
  if (format === 'svg') {
    return (await import('../../compiler/views/graph-svg.ts')).graphsSvg(await parsed(texts));
  }
  return (await import('../../compiler/views/graph-text.ts')).graphsText(await parsed(texts));
}

/** A flowchart holds one plane: several are blocks of a page. */
function mermaidOf(texts: ReadonlyMap<string, GraphTexts>): string {
  const [only, ...more] = texts.values();
  if (only !== undefined && more.length === 0) return only.mermaid;
  return [...texts]
    .map(([plane, { mermaid }]) => `## ${plane}\n\n\`\`\`mermaid\n${mermaid}\`\`\`\n`)
    .join('\n');
}
