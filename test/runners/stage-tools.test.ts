import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { adapterFor, resultSchema } from '../../src/runtime/runners/index.ts';
import { NODE } from '../support/runners/cloth.ts';
import { CLAUDE, CODEX, INPUT } from '../support/runners/harnesses.ts';

const CODEX_TOOLS = { ...CODEX, stage_mcp: true };
const CLAUDE_TOOLS = { ...CLAUDE, stage_mcp: true };

/** What follows a flag. */
function valueAfter(argv: readonly string[], flag: string): string | undefined {
  const at = argv.indexOf(flag);
  return at < 0 ? undefined : argv[at + 1];
}

const stageItem = (argv: readonly string[]) => argv.find((arg) => arg.includes('millrace_stage'));

describe('the tools of a stage', () => {
  it('are a server in the settings of Codex, which no sandbox asks about', () => {
    const { argv } = adapterFor(CODEX_TOOLS).launch(INPUT);
    expect(parse(stageItem(argv) ?? '')).toEqual({
      mcp_servers: {
        millrace_stage: {
          command: '/bin/node',
          args: ['/lib/millrace.js', 'stage-mcp', '/a/q1-1'],
          env: { MILLRACE_ATTEMPT: 'q1-1', MILLRACE_MARK: 'w1/q1-1' },
          startup_timeout_sec: 20,
          tool_timeout_sec: 60,
          default_tools_approval_mode: 'approve',
        },
      },
    });
  });

  it('are there wherever the folder lies', () => {
    const attempt_dir = '/my "own" folder\\/\u00e4 [1]/q1-1';
    const { argv } = adapterFor(CODEX_TOOLS).launch({ ...INPUT, attempt_dir });
    const read = parse(stageItem(argv) ?? '');
    expect(JSON.stringify(read)).toContain(JSON.stringify(attempt_dir));
  });

  it('stand beside what a user has configured, who may say otherwise', () => {
    const own = 'mcp_servers.millrace_stage.tool_timeout_sec=5';
    const { argv } = adapterFor({ ...CODEX_TOOLS, extra_config: [own] }).launch(INPUT);
    expect(argv.indexOf(own)).toBeGreaterThan(argv.indexOf(stageItem(argv) ?? ''));
    const config = { ...CLAUDE_TOOLS, mcp_config: ['mine.json'] };
    const claude = adapterFor(config).launch(INPUT).argv;
    expect(valueAfter(claude, '--mcp-config')).toBe('mine.json');
    expect(claude.indexOf(stageItem(claude) ?? '')).toBe(claude.indexOf('mine.json') + 1);
  });

  it('are a server that Claude Code loads at once', () => {
    const { argv } = adapterFor(CLAUDE_TOOLS).launch(INPUT);
    expect(argv).toContain('--strict-mcp-config');
    expect(JSON.parse(valueAfter(argv, '--mcp-config') ?? '')).toEqual({
      mcpServers: {
        millrace_stage: {
          command: '/bin/node',
          args: ['/lib/millrace.js', 'stage-mcp', '/a/q1-1'],
          env: { MILLRACE_ATTEMPT: 'q1-1', MILLRACE_MARK: 'w1/q1-1' },
          alwaysLoad: true,
        },
      },
    });
  });

  it.each([
    ['basic', /^mcp__millrace_stage$/],
    ['elevated', /^Bash,.*,mcp__millrace_stage$/],
    ['maximum', /^none$/],
  ] as const)('are allowed by Claude Code at the level %s', (permission_default, allowed) => {
    const { argv } = adapterFor({ ...CLAUDE_TOOLS, permission_default }).launch(INPUT);
    expect(valueAfter(argv, '--allowedTools') ?? 'none').toMatch(allowed);
  });

  it('are not there when the config does not want them', () => {
    for (const adapter of [adapterFor(CODEX), adapterFor(CLAUDE)]) {
      expect(stageItem(adapter.launch(INPUT).argv)).toBeUndefined();
    }
  });
});

describe('the form of a final message', () => {
  it('is given as each harness takes it', () => {
    const codex = adapterFor({ ...CODEX, typed_result: true }).launch(INPUT);
    expect(valueAfter(codex.argv, '--output-schema')).toBe('/a/q1-1/in/result.schema.json');
    const claude = adapterFor({ ...CLAUDE, typed_result: true }).launch(INPUT);
    expect(JSON.parse(valueAfter(claude.argv, '--json-schema') ?? '')).toEqual(resultSchema(NODE));
  });

  it('asks for every key, as strict providers want it', () => {
    const { properties, required } = resultSchema(NODE);
    expect(required).toEqual(Object.keys(properties));
    expect(properties.terminal_result.enum).toEqual(['WOVEN', 'KNOTTED', 'TORN']);
  });
});
