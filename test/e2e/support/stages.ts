import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type StageRequest,
  simulatedArtifact,
  stageRequest,
} from '../../../src/runtime/runners/index.ts';
import { task } from '../../support/program/specs.ts';
import type { Reply, TurnUsage } from './api.ts';
import type { Script } from './model.ts';

/** What each stage of two turns costs. */
export const TURNS: readonly [TurnUsage, TurnUsage] = [
  { input: 1000, cached: 200, output: 50, thinking: 7 },
  { input: 1500, cached: 900, output: 60, thinking: 11 },
];

/** Where a stage stands: its request, and its folder for results. */
export interface Stage {
  readonly request: StageRequest;
  readonly out: string;
  readonly turn: number;
  /** What the last tool answered. */
  readonly heard: string;
}

export type Play = (stage: Stage) => Reply;

/** A model that reads its request as a stage would, and plays it. */
export function stages(play: Play): Script {
  return ({ prompt, turn, heard = '' }) => {
    const inputs = /^- read from: (.+)$/m.exec(prompt)?.[1];
    const out = /^- write to: (.+)$/m.exec(prompt)?.[1];
    if (inputs === undefined || out === undefined) return null;
    const text = readFileSync(join(inputs, 'request.json'), 'utf8');
    return play({ request: stageRequest.parse(JSON.parse(text)), out, turn, heard });
  };
}

/** First the files, then the word. */
export function does(stage: Stage, outcome: string, work: Readonly<Record<string, string>> = {}) {
  return stage.turn === 0 ? writes(stage, outcome, work) : says(`Done.\n\n### ${outcome}\n`);
}

export function says(text: string): Reply {
  return { text, usage: TURNS[1] };
}

export function runs(shell: string): Reply {
  return { text: 'I will run it.', shell, usage: TURNS[0] };
}

function writes(stage: Stage, outcome: string, work: Readonly<Record<string, string>>): Reply {
  const summary = `${stage.request.node.node_id} was played`;
  const proposed = Object.entries(work).map(([name, text]) => [`work/${name}`, text]);
  return leaves(stage, {
    'result.json': JSON.stringify({ terminal_result: outcome, summary }),
    ...required(stage, outcome),
    ...Object.fromEntries(proposed),
  });
}

/** The files that an outcome needs besides. */
export function required({ request }: Stage, outcome: string): Record<string, string> {
  const needed = request.node.artifacts.filter(({ required_on }) => required_on.includes(outcome));
  return Object.fromEntries(
    needed.map((artifact) => [
      artifact.file,
      simulatedArtifact(artifact, outcome, request, 'Words.'),
    ]),
  );
}

/** Writes files into `out/`. */
export function leaves({ out }: Stage, files: Readonly<Record<string, string>>): Reply {
  const commands = Object.entries(files).map(([name, text]) => {
    const path = `${out}/${name}`;
    const bytes = Buffer.from(text).toString('base64');
    return `mkdir -p "$(dirname '${path}')" && echo ${bytes} | base64 -d > '${path}'`;
  });
  return runs(commands.join(' && '));
}

/** The first legal result of a stage: the one for which it is there. */
export function succeeds(stage: Stage): Reply {
  const [outcome = ''] = Object.keys(stage.request.node.allowed_result_classes_by_outcome);
  return does(stage, outcome);
}

/** One task with one repair, then closure. */
export function smallCampaign(stage: Stage): Reply {
  switch (stage.request.node.node_id) {
    case 'manager':
      return does(stage, 'MANAGER_COMPLETE', { 'task-one.md': task('task-one') });
    case 'checker':
      return does(stage, 'FIX_NEEDED');
    default:
      return succeeds(stage);
  }
}
