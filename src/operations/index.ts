import { amend } from './amend.ts';
import { answer } from './answer.ts';
import { cancelStage } from './cancel_stage.ts';
import { clearStaleState } from './clear_stale_state.ts';
import { compileValidate } from './compile_validate.ts';
import { diff } from './diff.ts';
import { doctor } from './doctor.ts';
import { doctorProbe } from './doctor_probe.ts';
import { doctorRepair } from './doctor_repair.ts';
import { enqueueSpec } from './enqueue_spec.ts';
import { gc } from './gc.ts';
import { control, inspect, intervene, revise, skills, structure, upkeep } from './groups.ts';
import { importEarlier } from './import.ts';
import { init } from './init.ts';
import { enqueueIdea } from './intake/enqueue_idea.ts';
import { enqueueProbe } from './intake/enqueue_probe.ts';
import { enqueueTask } from './intake/enqueue_task.ts';
import { archive } from './intervene/archive.ts';
import { reopen } from './intervene/reopen.ts';
import { repairLineage } from './intervene/repair_lineage.ts';
import { resolve } from './intervene/resolve.ts';
import { retarget } from './intervene/retarget.ts';
import { supersede } from './intervene/supersede.ts';
import { list } from './list.ts';
import { logs } from './logs.ts';
import { note } from './note.ts';
import { pause } from './pause.ts';
import { prioritize } from './prioritize.ts';
import { resume } from './resume.ts';
import { retryActive } from './retry_active.ts';
import { retryBlocked } from './retry_blocked.ts';
import { runOnce } from './run_once.ts';
import { runStart } from './run_start.ts';
import { runStop } from './run_stop.ts';
import { runWait } from './run_wait.ts';
import { runsTrace } from './runs_trace.ts';
import { show } from './show.ts';
import { skillsCreate } from './skills/skills_create.ts';
import { skillsDrop } from './skills/skills_drop.ts';
import { skillsExport } from './skills/skills_export.ts';
import { skillsImprove } from './skills/skills_improve.ts';
import { skillsInstall } from './skills/skills_install.ts';
import { skillsList } from './skills/skills_list.ts';
import { skillsPromote } from './skills/skills_promote.ts';
import { skillsRefresh } from './skills/skills_refresh.ts';
import { skillsRevert } from './skills/skills_revert.ts';
import { skillsSearch } from './skills/skills_search.ts';
import { skillsShow } from './skills/skills_show.ts';
import { status } from './status.ts';
import { compileGraph } from './structure/compile_graph.ts';
import { compileShow } from './structure/compile_show.ts';
import { configReload } from './structure/config_reload.ts';
import { configShow } from './structure/config_show.ts';
import { modesList } from './structure/modes_list.ts';
import type { Operation } from './support/define.ts';
import type { OperationGroup } from './support/group.ts';
import { upgradePreview } from './upgrade_preview.ts';
import { waive } from './waive.ts';
import { why } from './why.ts';
import { withdraw } from './withdraw.ts';

/** Everything that can be asked of a workspace, in the order in which a newcomer needs it. */
export const operations: readonly Operation[] = [
  init,
  compileValidate,
  enqueueSpec,
  enqueueTask,
  enqueueIdea,
  enqueueProbe,
  runOnce,
  status,
  runsTrace,
  upgradePreview,
  runStart,
  runWait,
  list,
  show,
  logs,
  diff,
  why,
  doctor,
  runStop,
  pause,
  resume,
  retryActive,
  cancelStage,
  clearStaleState,
  retryBlocked,
  note,
  answer,
  amend,
  withdraw,
  prioritize,
  waive,
  supersede,
  retarget,
  resolve,
  archive,
  reopen,
  repairLineage,
  doctorRepair,
  doctorProbe,
  configReload,
  gc,
  importEarlier,
  compileShow,
  compileGraph,
  modesList,
  configShow,
  skillsList,
  skillsShow,
  skillsSearch,
  skillsInstall,
  skillsRefresh,
  skillsExport,
  skillsCreate,
  skillsImprove,
  skillsPromote,
  skillsDrop,
  skillsRevert,
];

/** Operations that clients see as one tool. */
export const groups: readonly OperationGroup[] = [
  inspect,
  control,
  revise,
  intervene,
  upkeep,
  structure,
  skills,
];

/** Every operation as clients may call it: each group stands where its first member would. */
export const allTools: readonly Operation[] = [...new Set(operations.map(toolOf))];

/** What is left to `millrace mcp --tools full`. */
const RARE: readonly Operation[] = [
  enqueueTask,
  enqueueIdea,
  enqueueProbe,
  intervene,
  upkeep,
  structure,
  skills,
];

/** What clients are offered. */
export const tools: readonly Operation[] = allTools.filter((tool) => !RARE.includes(tool));

const byName = new Map([...operations, ...groups].map((operation) => [operation.name, operation]));

export function findOperation(name: string): Operation | undefined {
  return byName.get(name);
}

export function operationNames(): string[] {
  return tools.map((operation) => operation.name);
}

/** Every name by which a text may speak of an operation. */
export function allNames(): string[] {
  return [...byName.keys()];
}

function toolOf(operation: Operation): Operation {
  const isIn = ({ members }: OperationGroup) => [...members.values()].includes(operation);
  return groups.find(isIn) ?? operation;
}
