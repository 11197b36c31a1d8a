import { describe, expect, it } from 'vitest';
import { claudeConfig } from '../../../src/user/clients/claude-config.ts';
import { codexConfig } from '../../../src/user/clients/codex-config.ts';
import type { ConfigText } from '../../../src/user/clients/config-text.ts';

const entry = { command: '/usr/bin/node', args: ['/opt/millrace/dist/millrace-mcp.js'] };
const ENTRY_JSON = '"millrace": {"command":"/usr/bin/node"}';

const toml = [
  '',
  '# only a comment\n',
  'model = "x"',
  'model = "x" # why\n\n\n# tail\n',
  '[mcp_servers]\n# none yet\n\n[z]\nlast = 1\n',
  '[mcp_servers.other]\r\ncommand = "a"\r\nargs = [\r\n  "b", # c\r\n  "d",\r\n]\r\n',
  'mcp_servers = { other = { command = "x" } }\n',
  'mcp_servers.other.command = "x"\nb = 1\n[t]\nx = 1\n',
  '\ufeffa = 1\n',
  'big = 9007199254740993\nday = 1979-05-27\nat = 07:32:00\nfloat = 1.50\n',
  '[projects."/a b"]\ntrust_level = "trusted"\n\n[[list]]\na = 1\n\n[[list]]\na = 2\n',
];
const json = [
  '',
  '{}',
  '{\n  "a": 1\n}\n',
  '{\n    "mcpServers": {\n        "other": {}\n    }\n}',
  '{\r\n\t"mcpServers": {\r\n\t\t"other": {}\r\n\t}\r\n}\r\n',
  '{\n  "10": 1,\n  "2": 12345678901234567890,\n  "text": "\\u00e9 {}[],:"\n}\n',
];

const forms: readonly (readonly [string, ConfigText, readonly string[]])[] = [
  ['config.toml', codexConfig, toml],
  ['.mcp.json', claudeConfig, json],
];
const cases = forms.flatMap(([name, form, texts]) =>
  texts.map((text) => ({ name, form, text, shown: JSON.stringify(text) })),
);

describe.each(cases)('$name that is $shown', ({ form, text }) => {
  it('gets the entry, and keeps every line that was there', () => {
    const edited = form.with(text, entry);
    expect(form.entryIn(edited)).toEqual(entry);
    expect(form.with(edited, entry)).toBe(edited);
    const left = edited.split('\n').map(bare);
    const lost = text.split('\n').filter((line) => !left.some((one) => one.includes(bare(line))));
    // Of an object in one line, and of an inline table, the line itself takes the entry in.
    expect(lost.filter((line) => line !== '{}' && !line.startsWith('mcp_servers = {'))).toEqual([]);
  });

  it('loses it again, and nothing else', () => {
    const back = form.without(form.with(text, entry));
    expect(form.entryIn(back)).toBeUndefined();
    const second = form.with(back, entry);
    expect(form.without(second)).toBe(back);
  });
});

/** A line as it is before a comma and a comment may come behind it. */
function bare(line: string): string {
  return line.trimEnd().replace(/,$/, '').replace('{}', '{').trim();
}

describe('what cannot be read', () => {
  it.each([
    [codexConfig, 'a = ', 'It cannot be read as TOML: Invalid TOML document'],
    [codexConfig, 'mcp_servers = 3\n', 'mcp_servers is no table'],
    [codexConfig, '[[mcp_servers]]\na = 1\n', 'mcp_servers is no table'],
    [codexConfig, 'a = 1\na = 2\n', 'It cannot be read as TOML'],
    [claudeConfig, '{"a": 1,}', 'It cannot be read as JSON'],
    [claudeConfig, '// mine\n{}', 'It cannot be read as JSON'],
    [claudeConfig, '[]', 'the document or its mcpServers is no object'],
    [claudeConfig, '{"mcpServers": []}', 'the document or its mcpServers is no object'],
    [
      claudeConfig,
      `{"mcpServers": {}, "mcpServers": {${ENTRY_JSON}}}`,
      'cannot be changed without',
    ],
  ])('is refused: %#', (form, text, problem) => {
    for (const act of [() => form.with(text, entry), () => form.without(text)]) {
      expect(act).toThrow(expect.objectContaining({ code: 'config_invalid' }));
      expect(act).toThrow(problem);
    }
  });
});
