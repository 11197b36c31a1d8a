/**
 * A harness that plays stages instead of reasoning about them: the same contract as any other, and
 * every answer that rests on it says `simulated`. What it does comes from a scenario file; the same
 * scenario and the same requests give the same play.
 */

import { resolve } from 'node:path';
import { z } from 'zod';
import { DiskFault } from '../runtime/ports/disk.ts';
import {
  jsonOf,
  STAGE_REQUEST_FILE,
  type StageRequest,
  stageRequest,
} from '../runtime/runners/index.ts';
import { perform } from './actions.ts';
import { chooseRule } from './choose.ts';
import { defaultRule } from './default-campaign.ts';
import { finish } from './endings.ts';
import { withProgress } from './progress.ts';
import { type Rule, type Scenario, scenario } from './scenario.ts';
import { ScriptedError, type ScriptedPorts, type Stage } from './stage.ts';

/** Exit status when the harness itself could not do what it was told. */
const UNUSABLE = 2;

export type Environment = Readonly<Record<string, string>>;

/**
 * Plays one stage: reads `in/request.json`, takes the rule of the scenario (`--scenario FILE` or
 * MILLRACE_SCENARIO) that matches, or plays generically, and ends as the rule says. Returns the
 * exit status.
 */
export async function runScripted(
  ports: ScriptedPorts,
  argv: readonly string[],
  env: Environment,
): Promise<number> {
  try {
    const stage = stageOf(ports, env);
    const rule = await ruleFor(stage, scenarioPath(argv, env));
    if (rule.end.kind !== 'lie') {
      for (const action of rule.actions) await perform(action, stage);
    }
    return await finish(rule.end, stage);
  } catch (error) {
    if (!(error instanceof ScriptedError || error instanceof DiskFault)) throw error;
    ports.stderr(`scripted harness: ${error.message}`);
    return UNUSABLE;
  }
}

function stageOf(ports: ScriptedPorts, env: Environment): Stage {
  const { MILLRACE_IN, MILLRACE_OUT, MILLRACE_WORK_DIR } = env;
  if (MILLRACE_IN === undefined || MILLRACE_OUT === undefined || MILLRACE_WORK_DIR === undefined) {
    throw new ScriptedError(
      'MILLRACE_IN, MILLRACE_OUT and MILLRACE_WORK_DIR are not all set; a runtime starts this program',
    );
  }
  const request = readRequest(ports, `${MILLRACE_IN}/${STAGE_REQUEST_FILE}`);
  return { ports, request, env, out_dir: MILLRACE_OUT, work_dir: MILLRACE_WORK_DIR };
}

function readRequest(ports: ScriptedPorts, path: string): StageRequest {
  const bytes = ports.disk.read(path);
  if (bytes === null) throw new ScriptedError(`in/${STAGE_REQUEST_FILE} is missing`);
  const parsed = stageRequest.safeParse(jsonOf(bytes));
  if (parsed.success) return parsed.data;
  throw new ScriptedError(`in/${STAGE_REQUEST_FILE}: ${z.prettifyError(parsed.error)}`);
}

function scenarioPath(argv: readonly string[], env: Environment): string | null {
  const at = argv.indexOf('--scenario');
  if (at < 0) return env.MILLRACE_SCENARIO ?? null;
  const path = argv[at + 1];
  if (path === undefined) throw new ScriptedError('--scenario needs a file');
  return path;
}

async function ruleFor(stage: Stage, path: string | null): Promise<Rule> {
  if (path === null) return defaultRule(stage);
  const full = resolve(stage.work_dir, path);
  const script = readScenario(stage.ports, full);
  const state = stage.env.MILLRACE_SCENARIO_STATE ?? `${full}.state.json`;
  const chosen = await withProgress(stage.ports, resolve(stage.work_dir, state), (progress) =>
    chooseRule(script, progress, stage.request),
  );
  if (chosen !== null) return chosen;
  if (script.otherwise === 'default') return defaultRule(stage);
  throw new ScriptedError(`no rule of the scenario is left for ${stage.request.node.node_id}`);
}

function readScenario(ports: ScriptedPorts, path: string): Scenario {
  const bytes = ports.disk.read(path);
  if (bytes === null) throw new ScriptedError('the scenario file is not there');
  const parsed = scenario.safeParse(jsonOf(bytes));
  if (parsed.success) return parsed.data;
  throw new ScriptedError(`the scenario is not valid:\n${z.prettifyError(parsed.error)}`);
}
