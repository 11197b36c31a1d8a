import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mainName, matchCommand, namesOf } from '../../src/cli/commands.ts';
import { flagOf } from '../../src/cli/flags.ts';
import { runCommand } from '../../src/cli/main.ts';
import { toolList } from '../../src/mcp/tools.ts';
import { allTools, groups, operations, tools } from '../../src/operations/index.ts';
import type { JsonObject, Operation } from '../../src/operations/support/define.ts';
import { asToolCall } from '../../src/operations/support/group.ts';
import { inputFields, outputFields } from '../../src/operations/support/schema.ts';
import { ERROR_GROUPS } from '../../src/runtime/errors/errors.ts';
import { fakeBackend, ROOT } from '../support/backend/fake.ts';
import { connect } from '../support/connect.ts';
import { PIPE } from '../support/terminal.ts';

const SUMMARY_LENGTH_MAX = 160;
const DESCRIPTION_LENGTH_MAX = 100;
/** Answers must be small next to the context of the model that reads them. */
const EXAMPLE_ANSWER_BYTES_MAX = 4096;

const each = operations.map((operation) => [operation.name, operation] as const);
const codes: string[] = Object.values(ERROR_GROUPS).flat();

describe.each(each)('%s', (name, operation) => {
  it('lies in the file of its name', () => {
    const files = readdirSync(new URL('../../src/operations', import.meta.url), {
      recursive: true,
    });
    expect(files.map((file) => basename(String(file)))).toContain(`${name}.ts`);
  });

  it('has texts of a length that is read', () => {
    expect(operation.summary.length).toBeLessThanOrEqual(SUMMARY_LENGTH_MAX);
    expect(operation.summary).toMatch(/^[A-Z].*\.$/);
    expect(operation.title).toMatch(/^[A-Z][^.]*$/);
  });

  it('takes flat inputs, each described, and nothing unknown', () => {
    const schema = z.toJSONSchema(operation.input, { io: 'input' });
    expect(schema.additionalProperties).toBe(false);
    for (const field of inputFields(operation)) {
      expect(field.description?.length, field.name).toBeGreaterThan(0);
      expect(field.description?.length, field.name).toBeLessThanOrEqual(DESCRIPTION_LENGTH_MAX);
      expect(['string', 'number', 'boolean', 'array']).toContain(field.type);
      if (field.type === 'array') expect(field.items?.type).toBe('string');
    }
  });

  it('describes every field of its answer', () => {
    for (const field of outputFields(operation)) {
      expect(field.description?.length, field.name).toBeGreaterThan(0);
    }
  });

  it('says in every answer what to do next and whether it is played', () => {
    const fields = outputFields(operation);
    for (const field of ['next', 'simulated']) {
      expect(fields.find((one) => one.name === field)?.required).toBe(true);
    }
  });

  it('names fields that exist where it speaks of positions and paths', () => {
    const fields = inputFields(operation).map((field) => field.name);
    expect(fields).toEqual(expect.arrayContaining([...operation.positional, ...operation.paths]));
  });

  it('declares errors of the closed set, once each', () => {
    expect(codes).toEqual(expect.arrayContaining([...operation.errors]));
    expect(new Set(operation.errors).size).toBe(operation.errors.length);
  });

  it('has hints that do not contradict each other', () => {
    const call = asToolCall(operation, groups, {});
    const hints = toolList('full').find((tool) => tool.name === call.name)?.annotations;
    expect(Object.values(hints ?? {}).every((hint) => typeof hint === 'boolean')).toBe(true);
    expect(hints?.readOnlyHint).toBe(operation.effect === 'read');
    expect(hints?.readOnlyHint === true && hints.destructiveHint === true).toBe(false);
    if (operation.effect === 'destructive') expect(hints?.destructiveHint).toBe(true);
  });

  it.each(operation.examples)('shows "$title" alike to a client and in a terminal', async (one) => {
    const viaClient = await callTool(operation, one.input);
    expect(viaClient).toMatchObject(one.output);
    // What to do next is written for its reader.
    const inTerminal = await runInTerminal(operation, one.input);
    expect({ ...inTerminal, next: '' }).toEqual({ ...viaClient, next: '' });
    expect(JSON.stringify(viaClient).length).toBeLessThan(EXAMPLE_ANSWER_BYTES_MAX);
  });
});

describe('the registry', () => {
  it('has the operations that clients rely on, in this order', () => {
    expect(operations.map(({ name }) => name)).toEqual([
      'init',
      'compile_validate',
      'enqueue_spec',
      'enqueue_task',
      'enqueue_idea',
      'enqueue_probe',
      'run_once',
      'status',
      'runs_trace',
      'upgrade_preview',
      'run_start',
      'run_wait',
      'list',
      'show',
      'logs',
      'diff',
      'why',
      'doctor',
      'run_stop',
      'pause',
      'resume',
      'retry_active',
      'cancel_stage',
      'clear_stale_state',
      'retry_blocked',
      'note',
      'answer',
      'amend',
      'withdraw',
      'prioritize',
      'waive',
      'supersede',
      'retarget',
      'resolve',
      'archive',
      'reopen',
      'repair_lineage',
      'doctor_repair',
      'doctor_probe',
      'config_reload',
      'gc',
      'import',
      'compile_show',
      'compile_graph',
      'modes_list',
      'config_show',
      'skills_list',
      'skills_show',
      'skills_search',
      'skills_install',
      'skills_refresh',
      'skills_export',
      'skills_create',
      'skills_improve',
      'skills_promote',
      'skills_drop',
      'skills_revert',
    ]);
  });

  it('offers operations of one kind as one tool, and rare ones only to who asks for all', () => {
    expect(tools.map(({ name }) => name)).toEqual([
      'init',
      'compile_validate',
      'enqueue_spec',
      'run_once',
      'status',
      'runs_trace',
      'upgrade_preview',
      'run_start',
      'run_wait',
      'inspect',
      'control',
      'revise',
    ]);
    const names = tools.map(({ name }) => name);
    expect(allTools.map(({ name }) => name).filter((name) => !names.includes(name))).toEqual([
      'enqueue_task',
      'enqueue_idea',
      'enqueue_probe',
      'intervene',
      'upkeep',
      'structure',
      'skills',
    ]);
  });

  it.each(groups)('$name has fields that mean the same in each of its actions', (group) => {
    const meanings = new Map<string, string>();
    for (const field of [...group.members.values()].flatMap(inputFields)) {
      const { name, type, description } = field;
      const meaning = `${type}: ${description}`;
      expect(meanings.get(name) ?? meaning).toBe(meaning);
      meanings.set(name, meaning);
    }
    expect(
      inputFields(group)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([group.by, ...meanings.keys()].sort());
    expect(inputFields(group).filter(({ required }) => required)).toMatchObject([
      { name: group.by, enum: [...group.members.keys()] },
    ]);
  });

  it('has command names that mean one operation each', () => {
    const names = operations.flatMap(namesOf);
    expect(new Set(names).size).toBe(names.length);
    for (const operation of operations) {
      expect(matchCommand(mainName(operation).split(' '))?.operation).toBe(operation);
    }
  });
});

async function callTool(operation: Operation, input: JsonObject): Promise<object> {
  const { client } = await connect({ initialized: operation.name !== 'init' });
  await client.listTools();
  const result = await client.callTool(asToolCall(operation, groups, input));
  return JSON.parse(JSON.stringify(result.structuredContent));
}

async function runInTerminal(operation: Operation, input: JsonObject): Promise<object> {
  const written: string[] = [];
  const code = await runCommand(
    [...mainName(operation).split(' '), ...flags(input), '--json'],
    {
      backend: fakeBackend({ initialized: operation.name !== 'init' }),
      root: ROOT,
      version: '9.9.9',
    },
    {
      ...PIPE,
      cwd: ROOT,
      out: (text) => written.push(text),
      err: (text) => written.push(text),
    },
  );
  expect(code).toBe(0);
  return JSON.parse(written.join(''));
}

function flags(input: JsonObject): string[] {
  return Object.entries(input).flatMap(([name, value]) => {
    const values = Array.isArray(value) ? value : [value];
    return values.map((one) => (one === true ? `--${flagOf(name)}` : `--${flagOf(name)}=${one}`));
  });
}
