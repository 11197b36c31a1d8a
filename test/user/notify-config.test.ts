import { describe, expect, it } from 'vitest';
import { isMillraceError } from '../../src/runtime/errors/errors.ts';
import { readNotifyConfig } from '../../src/user/notify-config.ts';

const ALL = `owner_gone_after_seconds = 30

[targets.phone]
type = "webhook"
url = "https://example.org/hook"
header = "Authorization"
header_env = "HOOK_TOKEN"
kinds = ["closed", "blocked"]

[targets.desk]
type = "desktop"
kinds = "all"

[targets.script]
type = "command"
argv = ["/usr/local/bin/tell", "--loud"]
kinds = ["owner_gone"]
`;

function refusal(text: string): string {
  try {
    return JSON.stringify(readNotifyConfig(text));
  } catch (error) {
    if (!isMillraceError(error)) throw error;
    return `${error.code}: ${error.facts.what.replace(/^.*nobody is notified: /, '')}`;
  }
}

function target(lines: string): string {
  return `[targets.one]\n${lines}\nkinds = "all"\n`;
}

it('reads every kind of target', () => {
  expect(readNotifyConfig(ALL)).toMatchInlineSnapshot(`
    {
      "owner_gone_after_seconds": 30,
      "targets": {
        "desk": {
          "kinds": "all",
          "type": "desktop",
        },
        "phone": {
          "header": "Authorization",
          "header_env": "HOOK_TOKEN",
          "kinds": [
            "closed",
            "blocked",
          ],
          "type": "webhook",
          "url": "https://example.org/hook",
        },
        "script": {
          "argv": [
            "/usr/local/bin/tell",
            "--loud",
          ],
          "kinds": [
            "owner_gone",
          ],
          "type": "command",
        },
      },
    }
  `);
  expect(readNotifyConfig('')).toEqual({ owner_gone_after_seconds: 60, targets: {} });
});

describe('is refused', () => {
  it.each([
    ['no TOML', '[targets'],
    ['an unknown key', 'targts = 1'],
    ['no kinds', '[targets.one]\ntype = "desktop"'],
    ['an unknown kind', '[targets.one]\ntype = "desktop"\nkinds = ["clsed"]'],
    ['a type that there is not', target('type = "mail"')],
    ['an odd name', '[targets."a b"]\ntype = "desktop"\nkinds = "all"'],
    ['a command without a word', target('type = "command"\nargv = []')],
    ['plain http elsewhere', target('type = "webhook"\nurl = "http://example.org"')],
    [
      'a host that looks like this one',
      target('type = "webhook"\nurl = "http://127.0.0.1.evil.org"'),
    ],
    ['a password in the URL', target('type = "webhook"\nurl = "https://me:secret@example.org"')],
    ['no URL', target('type = "webhook"\nurl = "hook"')],
    ['half a header', target('type = "webhook"\nurl = "https://example.org"\nheader = "X-Key"')],
    [
      'another header',
      target('type = "webhook"\nurl = "https://e.org"\nheader = "a b"\nheader_env = "A"'),
    ],
    [
      'too many',
      Array.from(
        { length: 9 },
        (_, at) => `[targets.t${at}]\ntype = "desktop"\nkinds = "all"`,
      ).join('\n'),
    ],
  ])('%s', (_, text) => {
    expect(refusal(text)).toMatchSnapshot();
  });
});

it.each([
  'http://127.0.0.1:8080/x',
  'http://localhost/x',
  'http://[::1]:1/',
  'https://example.org',
])('takes %s', (url) => {
  expect(refusal(target(`type = "webhook"\nurl = "${url}"`))).toContain('"targets"');
});
