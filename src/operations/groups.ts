import { amend } from './amend.ts';
import { answer } from './answer.ts';
import { cancelStage } from './cancel_stage.ts';
import { clearStaleState } from './clear_stale_state.ts';
import { diff } from './diff.ts';
import { doctor } from './doctor.ts';
import { doctorProbe } from './doctor_probe.ts';
import { doctorRepair } from './doctor_repair.ts';
import { gc } from './gc.ts';
import { importEarlier } from './import.ts';
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
import { runStop } from './run_stop.ts';
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
import { compileGraph } from './structure/compile_graph.ts';
import { compileShow } from './structure/compile_show.ts';
import { configReload } from './structure/config_reload.ts';
import { configShow } from './structure/config_show.ts';
import { modesList } from './structure/modes_list.ts';
import { groupOperations } from './support/group.ts';
import { waive } from './waive.ts';
import { why } from './why.ts';
import { withdraw } from './withdraw.ts';

/** All that an agent may look at, as one tool; a terminal has a command for each view. */
export const inspect = groupOperations({
  name: 'inspect',
  title: 'Look closely: logs, changes, why it is stuck',
  summary: 'Look at a spec, task or run: what it does, why it is blocked, its logs, diff, report.',
  by: 'view',
  members: { list, show, logs, diff, why, health: doctor },
});

/** What an operator does to running work. Clients see one tool; a terminal has a command for each. */
export const control = groupOperations({
  name: 'control',
  title: 'Control running work: pause, stop, try again',
  summary: 'Intervene: stop the loop, pause or cancel a stage, retry blocked work.',
  by: 'action',
  members: {
    pause,
    resume,
    retry_active: retryActive,
    cancel_stage: cancelStage,
    clear_stale_state: clearStaleState,
    retry_blocked: retryBlocked,
    run_stop: runStop,
  },
});

/** What an owner decides afterwards about work that was handed over. */
export const revise = groupOperations({
  name: 'revise',
  title: 'Change your mind: requirements, dropped criteria, answers',
  summary: 'Change a spec, cancel it, answer a question: decide about work handed over.',
  by: 'action',
  members: { note, answer, amend, withdraw, prioritize, waive },
});

/** What an operator does about single pieces of work that nobody works on. */
export const intervene = groupOperations({
  name: 'intervene',
  title: 'Change course: replace, untangle, resolve, reopen work',
  summary:
    'Replace a work item, change what it waits for, resolve an incident, put work away, reopen a spec, ' +
    'repair lineage.',
  by: 'action',
  members: { supersede, retarget, resolve, archive, reopen, repair_lineage: repairLineage },
});

/** What looks after the workspace and changes no work: one tool, and a command for each in a terminal. */
export const upkeep = groupOperations({
  name: 'upkeep',
  title: 'Look after the workspace: repair, free disk space',
  summary:
    'Repair rendered files, try harnesses, clean up storage, import an earlier workspace. Call doctor first.',
  by: 'action',
  members: {
    doctor_repair: doctorRepair,
    doctor_probe: doctorProbe,
    config_reload: configReload,
    gc,
    import: importEarlier,
  },
});

/** What the work is made of, for authors of loops: one tool, and a command for each in a terminal. */
export const structure = groupOperations({
  name: 'structure',
  title: 'Look at plan, config and skills',
  summary: 'Look at the compiled plan, its graphs, the modes, the effective config and the skills.',
  by: 'view',
  members: {
    plan: compileShow,
    graph: compileGraph,
    modes: modesList,
    config: configShow,
    skills: skillsList,
    skill: skillsShow,
    skills_search: skillsSearch,
  },
});

/** What changes what stages are told: one tool, and a command for each. */
export const skills = groupOperations({
  name: 'skills',
  title: 'Change skills: take or drop what stages proposed',
  summary:
    'Have a skill written or made better; take, drop or undo what was proposed; install one.',
  by: 'action',
  members: {
    install: skillsInstall,
    refresh: skillsRefresh,
    export: skillsExport,
    create: skillsCreate,
    improve: skillsImprove,
    promote: skillsPromote,
    drop: skillsDrop,
    revert: skillsRevert,
  },
});
