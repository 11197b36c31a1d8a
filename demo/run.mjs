import { existsSync, readdirSync } from 'node:fs';
import { basename, delimiter, dirname, join, relative, resolve } from 'node:path';
import { Campaign } from './campaign.mjs';
import { makeProject } from './project.mjs';
import { Report } from './report.mjs';
import * as story from './story.mjs';

/** `node demo/run.mjs [FOLDER]`: drives a spec from its hand-over to its closure, in FOLDER or `.demo`. */
const root = dirname(import.meta.dirname);
const program = join(root, 'dist', 'bin.js');
const wanted = process.argv[2];
// Stages call `node`: they get the one that runs this.
process.env.PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);

async function main(report) {
  if (!existsSync(program)) throw new Error('dist/bin.js is not there: run npm run build');
  const folder = resolve(wanted ?? join(root, '.demo'));
  const { project, scenario } = makeProject(folder, { replace: wanted === undefined });
  // What this user trusts is kept beside the demo, and goes with it.
  const env = { MILLRACE_SCENARIO: scenario, XDG_STATE_HOME: join(folder, 'state') };
  const campaign = new Campaign(report, { program, workspace: project, env });
  const scene = { report, campaign, project };
  introduce(report);
  await campaign.connect();
  try {
    await story.handOver(scene);
    await story.plan(scene);
    const repaired = await story.repair(scene);
    await story.handOff(scene);
    await story.crash(scene);
    await story.close(scene);
    story.showResults(scene);
    showWhereToLook(report, project, repaired);
  } finally {
    await campaign.close();
  }
}

function introduce(report) {
  report.line('Millrace demo: an MCP client hands over a spec, and has it governed to closure.');
  report.line(
    'All stages are SIMULATED: the mode default_offline plays demo/scenario.json, no model.',
  );
  report.line('A line is a stage: where, work item, result, what follows, seconds; + is new work.');
}

function showWhereToLook(report, project, { run_id, checker }) {
  const millrace = `node ${shown(program)}`;
  const folder = shown(story.runtimePath(project, `runs/${run_id}`));
  const journal = story.runtimePath(project, 'journal');
  const segment = readdirSync(journal)
    .sort()
    .findLast((name) => name.endsWith('.log'));
  // Ids are long; a shell fills in what has only one name here.
  const file = (name) =>
    join(folder, basename(story.artifact(checker, name))).replace(/-[0-9a-f]{16}-/g, '-*-');
  report.chapter('Where to look (the run of the repair)');
  report.note(`status      ${millrace} status --workspace ${shown(project)}`);
  report.note(`trace       ${millrace} runs trace ${run_id} --workspace ${shown(project)}`);
  report.note(`run folder  ls ${folder}`);
  report.note(`evidence    cat ${file('/report.')}`);
  report.note(`prompt      cat ${file('/runner_prompt.')}`);
  report.note(`journal     tail -n 1 ${shown(join(journal, segment))} | cut -c 1-600`);
  report.note(`changes     git -C ${shown(project)} diff`);
}

/** A path as it can be typed here. */
function shown(path) {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}

const report = new Report();
try {
  await main(report);
} catch (error) {
  report.stop(error.message);
}
process.exitCode = report.end() ? 0 : 1;
