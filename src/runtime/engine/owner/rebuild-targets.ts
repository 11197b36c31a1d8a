import { dirname } from 'node:path';
import { z } from 'zod';
import {
  type Change,
  keyOf,
  recorded,
  type State,
  targetOpenChange,
  targetVerdictChange,
  withdrawChange,
} from '../../kernel/index.ts';
import { itemId, type Plan, RUNTIME_FOLDER, timestamp } from '../../plan/index.ts';
import { ideaContractFile, rootContractFile, targetFile } from '../../render/index.ts';
import type { Layout } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';

const renderedTarget = z.looseObject({
  root_spec_id: itemId,
  root_idea_id: itemId,
  opened_at: timestamp,
  closed_at: timestamp.nullable(),
  /** Of one that is over: it was withdrawn. */
  closure_blocked_by_lineage_work: z.boolean().default(false),
  /** The same, as it was written before. */
  withdrawn: z.boolean().default(false),
  last_arbiter_run_id: itemId.nullable(),
  latest_verdict_path: z.string().nullable(),
  latest_report_path: z.string().nullable(),
});
type RenderedTarget = z.output<typeof renderedTarget>;

/**
 * What the rendered files still say of closure, for a journal that is made anew: the frozen contracts of
 * root documents that were taken in again, then which of them were closed. Without it a lineage whose
 * root is done would never be judged. Two lists, because the second depends on the first.
 */
export function targetsIn(
  ports: EnginePorts,
  layout: Layout,
  plan: Plan | null,
  state: State,
): readonly [opened: Change[], closed: Change[]] {
  const opened: Change[] = [];
  const closed: Change[] = [];
  for (const target of renderedTargets(ports, layout)) {
    const open = reopen(ports, layout, target, rootKey(plan, state, target.root_spec_id));
    if (open === null) continue;
    opened.push(open);
    if (target.closed_at !== null) closed.push(endAgain(target, target.closed_at));
  }
  return [opened, closed];
}

function renderedTargets({ disk }: EnginePorts, layout: Layout): RenderedTarget[] {
  const folder = dirname(layout.at(targetFile('any')));
  return (disk.list(folder) ?? []).flatMap(({ name, kind }) => {
    const bytes = kind === 'file' ? disk.read(`${folder}/${name}`) : null;
    const parsed = renderedTarget.safeParse(jsonOf(bytes));
    return parsed.success ? [parsed.data] : [];
  });
}

function rootKey(plan: Plan | null, state: State, id: string): string | null {
  const roots = Object.values(plan?.families ?? {}).filter((one) => one.closure.role === 'root');
  return roots.map((one) => keyOf(one.family_id, id)).find((key) => state.items.has(key)) ?? null;
}

function reopen(
  ports: EnginePorts,
  layout: Layout,
  target: RenderedTarget,
  key: string | null,
): Change | null {
  const spec = ports.disk.read(layout.at(rootContractFile(target.root_spec_id)));
  const source = ports.disk.read(layout.at(ideaContractFile(target.root_idea_id)));
  if (key === null || spec === null || source === null) return null;
  return targetOpenChange({
    root: target.root_spec_id,
    idea: target.root_idea_id,
    key,
    spec: recorded(ports.hash, decoder.decode(spec)),
    source: recorded(ports.hash, decoder.decode(source)),
    at: target.opened_at,
  });
}

function endAgain(target: RenderedTarget, at: string): Change {
  if (target.withdrawn || target.closure_blocked_by_lineage_work)
    return withdrawChange(target.root_spec_id, null, at);
  return targetVerdictChange({
    root: target.root_spec_id,
    run: target.last_arbiter_run_id ?? '',
    action: 'closed',
    failure_class: null,
    at,
    verdict_path: belowRuntimeFolder(target.latest_verdict_path),
    report_path: belowRuntimeFolder(target.latest_report_path),
  });
}

function belowRuntimeFolder(path: string | null): string | null {
  const prefix = `${RUNTIME_FOLDER}/`;
  return path?.startsWith(prefix) ? path.slice(prefix.length) : null;
}

function jsonOf(bytes: Uint8Array | null): unknown {
  try {
    return JSON.parse(decoder.decode(bytes ?? new Uint8Array()));
  } catch {
    return null;
  }
}

const decoder = new TextDecoder();
