import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { type GraphSource, graphSource } from '../../../src/compiler/source/graph.ts';
import { type ModeSource, modeSource } from '../../../src/compiler/source/mode.ts';
import { type StageKindSource, stageKindSource } from '../../../src/compiler/source/stage-kind.ts';
import { type Family, family } from '../../../src/runtime/plan/index.ts';

export const ASSETS = join(import.meta.dirname, '../../../assets');

/** Every file below a folder of assets, by its path there, read with its schema. */
function load<T>(folder: string, schema: z.ZodType<T>): Map<string, T> {
  const found = new Map<string, T>();
  for (const name of readdirSync(join(ASSETS, folder), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.json')) continue;
    const path = `${folder}/${name}`;
    const read = schema.safeParse(JSON.parse(readFileSync(join(ASSETS, path), 'utf8')));
    if (!read.success) throw new Error(`${path}: ${read.error.message}`);
    found.set(path, read.data);
  }
  return found;
}

export const families = load<Family>('families', family);
export const kinds = load<StageKindSource>('registry/stage_kinds', stageKindSource);
export const graphs = load<GraphSource>('graphs', graphSource);
export const modes = load<ModeSource>('modes', modeSource);
export const kindById = new Map([...kinds.values()].map((kind) => [kind.stage_kind_id, kind]));
export const familyById = new Map([...families.values()].map((one) => [one.family_id, one]));
export const graphById = new Map([...graphs.values()].map((graph) => [graph.loop_id, graph]));

export function kindOf(graph: GraphSource, nodeId: string): StageKindSource {
  const node = graph.nodes.find((one) => one.node_id === nodeId);
  const kind = kindById.get(node?.stage_kind_id ?? '');
  if (kind === undefined) throw new Error(`${graph.loop_id}: no stage kind for node ${nodeId}`);
  return kind;
}
