import { beforeAll, describe, expect, it } from 'vitest';
import { stageRequest } from '../../src/runtime/runners/index.ts';
import { SPEC, shippedPlayer } from '../../src/sim/shipped-player.ts';
import { type Player, World } from '../../src/sim/sim-attempts.ts';
import type { SimDisk } from '../../src/sim/sim-disk.ts';
import { openSim, ROOT } from '../../src/sim/sim-workspace.ts';
import { toolList } from '../../src/stage-mcp/tools.ts';
import { freshDisk } from '../support/shipped-disk.ts';

/** What the runtime adds to a stage, besides its work and what is said about its kind. */
const OVERHEAD_TOKENS_MAX = 1500;
/** Close enough for a limit, and the same for every model. */
const BYTES_PER_TOKEN = 4;
const SAME_MIN = 0.9;
const TICKS_MAX = 80;

const KIT = `${ROOT}/millrace-agents`;
const FRONT_MATTER = /^---\n[\s\S]*?\n---\n/;

interface Asked {
  readonly node: string;
  readonly prompt: string;
  /** Everything in it that the runtime did not write: work item, entrypoint, skills. */
  readonly foreign: readonly string[];
  readonly item: string;
}

let asked: readonly Asked[] = [];
/** What the tools of a stage add, where the harness offers them: their definitions and a sentence. */
let tools_bytes = 0;

/** The prompts of a whole campaign, in order: repairs, recovery and remediation included. */
beforeAll(async () => {
  asked = await promptsOf('default_offline', shippedPlayer);
  const [plain] = asked;
  const [offered] = await promptsOf('default_codex', () => null);
  const sentence_bytes = (offered?.prompt.length ?? 0) - (plain?.prompt.length ?? 0);
  tools_bytes = Buffer.byteLength(JSON.stringify(toolList())) + sentence_bytes;
});

async function promptsOf(mode: string, player: Player): Promise<Asked[]> {
  const disk = freshDisk(mode);
  const { runtime } = openSim(disk, new World(), player);
  await runtime.admit({ family: 'spec', text: SPEC, channel: 'test' });
  for (let tick = 0; tick < TICKS_MAX; tick += 1) {
    const { did } = await runtime.tick({ wait_ms: 0 });
    if (did === 'idle' || did === 'waiting') break;
  }
  const attempts = (disk.list(`${KIT}/attempts`) ?? []).map(({ name }) => name);
  return attempts.sort().map((name) => readAsked(disk, `${KIT}/attempts/${name}`));
}

function readAsked(disk: SimDisk, directory: string): Asked {
  const { node, closure } = stageRequest.parse(
    JSON.parse(textAt(disk, `${directory}/in/request.json`)),
  );
  const item = textAt(disk, `${directory}/in/${closure === null ? 'work_item' : 'root_spec'}.md`);
  const assets = [
    `entrypoints/${node.plane}/${node.node_id}.md`,
    `skills/stage/${node.plane}/${node.node_id}-core/SKILL.md`,
  ].map((path) => textAt(disk, `${KIT}/${path}`).replace(FRONT_MATTER, ''));
  const foreign = [...assets, item].map((text) => text.trim());
  const prompt = textAt(disk, `${directory}/prompt.md`);
  return { node: node.node_id, prompt, foreign, item: item.trim() };
}

function textAt(disk: SimDisk, path: string): string {
  return new TextDecoder().decode(disk.read(path) ?? new Uint8Array());
}

describe('the prompt of a stage', () => {
  it('is read for every stage of the campaign', () => {
    expect(new Set(asked.map(({ node }) => node)).size).toBe(11);
    for (const { node, prompt, foreign } of asked) {
      expect([node, ...foreign.map((text) => prompt.includes(text))]).toEqual([
        node,
        true,
        true,
        true,
      ]);
    }
  });
  it('costs few tokens beside the work and its kind, tools included', () => {
    expect(tools_bytes).toBeGreaterThan(500);
    for (const { node, prompt, foreign } of asked) {
      const own = foreign.reduce((left, text) => left.replace(text, ''), prompt);
      const tokens = (Buffer.byteLength(own) + tools_bytes) / BYTES_PER_TOKEN;
      expect(tokens, node).toBeLessThanOrEqual(OVERHEAD_TOKENS_MAX);
    }
  });
  it('is the same as the one before of its kind, up to its own work', () => {
    const last = new Map<string, string>();
    let compared = 0;
    for (const { node, prompt, item } of asked) {
      const before = last.get(node);
      last.set(node, prompt);
      if (before === undefined) continue;
      compared += 1;
      const same = commonPrefix(before, prompt) / (prompt.length - item.length);
      expect(same, node).toBeGreaterThanOrEqual(SAME_MIN);
    }
    expect(compared).toBeGreaterThan(10);
  });
});

function commonPrefix(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}
