import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { OLDER_COMMANDS } from '../../src/cli/older-commands.ts';
import { SPEC } from '../support/program/specs.ts';
import type { Workspace } from '../support/program/workspace.ts';
import { it } from './support/test.ts';

const ROOT = 'spec-add-a-subtract-function';
const SKILL = `---
name: rounding
description: How prices are rounded here.
---

# Rounding

Round once, at the end.
`;

/** What stands behind each name, in the order in which somebody would type them. */
function wordsOf(run: string): Readonly<Record<string, readonly string[]>> {
  return {
    version: [],
    init: ['--mode', 'learning_offline'],
    'queue add-spec': ['--document', SPEC],
    'queue repair-lineage': [ROOT],
    'run once': [],
    'skills improve': ['builder-core', 'It ran one test file and said that all pass.'],
    'run daemon': ['--max-ticks', '40'],
    'runs ls': [],
    'runs show': [run],
    'runs tail': [run],
    'runs trace': [run],
    status: [],
    'status show': [],
    'status watch': ['--max-updates', '1'],
    doctor: [],
    upgrade: [],
    'queue ls': [],
    'queue show': [ROOT],
    'queue add-task': ['--title', 'Round', '--acceptance', 'It rounds'],
    'queue add-idea': ['--title', 'Coupons'],
    'planning retry-active': [],
    'config show': [],
    'config validate': [],
    'config reload': [],
    'control pause': ['--reason', 'tea'],
    'control resume': [],
    'control stop': [],
    'control retry-active': [],
    'control clear-stale-state': [],
    'control reload-config': [],
    'compile validate': [],
    'compile show': [],
    'compile graph': ['--plane', 'execution'],
    'modes list': [],
    'modes show': ['learning_offline'],
    'skills ls': [],
    'skills show': ['builder-core'],
    'skills search': ['build'],
    'skills install': ['rounding'],
    'skills export': ['rounding', 'shelf', '--shelf'],
    'skills refresh-remote-index': [],
    'skills create': ['How to name a price list.'],
    'skills promote': ['simulated-lesson', '--dry-run'],
    'add-task': ['--title', 'Sum', '--acceptance', 'It sums'],
    'add-spec': ['--title', 'Taxes', '--acceptance', 'Taxes are added'],
    'add-idea': ['--title', 'Gifts'],
    pause: ['--reason', 'tea'],
    resume: [],
    stop: [],
    'retry-active': [],
    'clear-stale-state': [],
    'reload-config': [],
  };
}

it('each command of release 0.18.0 does here what its name says', async ({ empty: workspace }) => {
  mkdirSync(join(workspace.root, 'rounding'));
  writeFileSync(join(workspace.root, 'rounding', 'SKILL.md'), SKILL);
  let run = '';
  const told: string[] = [];
  const names = Object.keys(wordsOf(run));
  expect(names.toSorted()).toEqual(OLDER_COMMANDS.map(({ name }) => name).toSorted());
  for (const name of names) {
    told.push(`${name}: ${await ends(workspace, name, wordsOf(run)[name] ?? [])}`);
    if (name === 'run daemon') run = await lastRun(workspace);
    if (name === 'skills export') pin(workspace);
  }
  expect(told).toMatchInlineSnapshot(`
    [
      "version: 0 0.1.0",
      "init: 0 created: true",
      "queue add-spec: 0 id: spec-add-a-subtract-function",
      "queue repair-lineage: 0 applied: false",
      "run once: 0 did: applied",
      "skills improve: 0 id: learning-request-improve-the-skill-builder-core",
      "run daemon: 0 run_mode: daemon",
      "runs ls: 0 rows:",
      "runs show: 0 kind: run",
      "runs tail: 0 root: spec-add-a-subtract-function",
      "runs trace: 0 run_id: run-000004",
      "status: 0 condition: idle",
      "status show: 0 condition: idle",
      "status watch: 0 ~/work  idle  no loop  simulated",
      "doctor: 0 ok: true",
      "upgrade: 0 from_version: 0.1.0",
      "queue ls: 0 rows:",
      "queue show: 0 kind: spec",
      "queue add-task: 0 id: task-round",
      "queue add-idea: 0 id: idea-coupons",
      "planning retry-active: 2 error run_not_found: No run is active. Expected: an active run.",
      "config show: 0 path: millrace.toml",
      "config validate: 0 valid: true",
      "config reload: 0 applied: false",
      "control pause: 0 applied: true",
      "control resume: 0 applied: true",
      "control stop: 0 stopped: true",
      "control retry-active: 2 error run_not_found: No run is active. Expected: an active run.",
      "control clear-stale-state: 0 applied: false",
      "control reload-config: 0 applied: false",
      "compile validate: 0 valid: true",
      "compile show: 0 plan: adopted",
      "compile graph: 0 compiled_plan_id: plan-learning_offline-3f1632cfc63d",
      "modes list: 0 modes:",
      "modes show: 0 modes:",
      "skills ls: 0 skills:",
      "skills show: 0 skill:",
      "skills search: 0 skills:",
      "skills install: 0 applied: true",
      "skills export: 0 skill: rounding",
      "skills refresh-remote-index: 0 applied: false",
      "skills create: 0 id: learning-request-write-a-skill-how-to-name-a-price-list",
      "skills promote: 0 applied: false",
      "add-task: 0 id: task-sum",
      "add-spec: 0 id: spec-taxes",
      "add-idea: 0 id: idea-gifts",
      "pause: 0 applied: true",
      "resume: 0 applied: true",
      "stop: 0 stopped: true",
      "retry-active: 2 error run_not_found: No run is active. Expected: an active run.",
      "clear-stale-state: 0 applied: false",
      "reload-config: 0 applied: false",
    ]
  `);
});

/** The shelf becomes the index of the workspace. */
function pin(workspace: Workspace): void {
  const digest = createHash('sha256').update(workspace.read('shelf/index.json')).digest('hex');
  workspace.configure(`[skills]\nindex = "shelf/index.json"\nindex_sha256 = "${digest}"\n`);
}

/** How it ended, and the first line of what it said. */
async function ends(workspace: Workspace, name: string, words: readonly string[]): Promise<string> {
  const { code, out, err } = await workspace.run(...name.split(' '), ...words);
  const first = (code === 0 ? out : `${out}${err}`).split('\n').find((line) => line.trim() !== '');
  return `${code} ${first ?? ''}`.replace(/run-[0-9a-f]+/g, 'run');
}

async function lastRun(workspace: Workspace): Promise<string> {
  const { rows } = await workspace.answer('list', '--of', 'runs');
  return /"run-[0-9a-f]+-\d+"/.exec(JSON.stringify(rows))?.[0].slice(1, -1) ?? '';
}
