import { describe, expect, it } from 'vitest';
import { recipe, spec, task } from '../support/families.ts';
import { understood } from './support/show.ts';

describe('fields and values that people write', () => {
  it('a heading with more hashes and a colon', () => {
    const text = `# Hashes #1

#### acceptance criteria: ####

+ plus works

##### Non goals

+ everything else
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "spec-hashes-1 "Hashes #1"
      Non-Goals - everything else
      Acceptance - plus works"
    `);
  });

  it('times without a zone and dates', () => {
    const text = `# Times

Created-At: 2026-03-04 05:06
Updated-At: 2026-03-05
Acceptance:
- fine
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "spec-times "Times"
      (Created-At "2026-03-04 05:06" has no zone and was read as UTC: 2026-03-04T05:06:00Z.)
      (Updated-At "2026-03-05" has no time of day and was read as UTC: 2026-03-05T00:00:00Z.)
      Created-At: 2026-03-04T05:06:00Z
      Updated-At: 2026-03-05T00:00:00Z
      Acceptance - fine"
    `);
  });

  it('a zone other than UTC', () => {
    const text = `# Zones

Created-At: 2026-03-04T05:06:07.250+02:00
Acceptance: fine
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "spec-zones "Zones"
      Created-At: 2026-03-04T03:06:07.250Z
      Acceptance - fine"
    `);
  });

  it('a spec of an existing lineage', () => {
    const text = `# Child

Root-Spec-ID: spec-parent
Root-Idea-ID: idea-parent
Source-Type: derived_spec
Source-ID: spec-parent

Acceptance:
- fine
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "spec-child "Child"
      Source-Type: derived_spec
      Source-ID: spec-parent
      Root-Idea-ID: idea-parent
      Root-Spec-ID: spec-parent
      Acceptance - fine"
    `);
  });

  it('a title in another script', () => {
    const text = `# Исправить разбор файлов

Файлы с пробелами в имени не читаются.

Acceptance:
- имена с пробелами читаются
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "spec-00c0ffee "Исправить разбор файлов"
      Acceptance - имена с пробелами читаются
      | Файлы с пробелами в имени не читаются."
    `);
  });

  it('a title with accents', () => {
    const text = `# Übergröße für die Café-Liste prüfen, und zwar wirklich ganz gründlich und überall

Acceptance:
- fine
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "spec-00c0ffee "Übergröße für die Café-Liste prüfen, und zwar wirklich ganz gründlich und überall"
      Acceptance - fine"
    `);
  });

  it('separators and quotes', () => {
    const text = `# Separated

> As the user said: do it.
> Acceptance: quoted

---

Acceptance:
- done

---

- a last remark
- and another
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "spec-separated "Separated"
      Acceptance - done
      | > As the user said: do it.
      | Acceptance: quoted
      |
      | ---
      |
      | ---
      |
      | - a last remark
      | - and another"
    `);
  });

  it('a body that begins with bullets', () => {
    const text = `# Bullets first

- do this
- do that

Acceptance: both are done
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "spec-bullets-first "Bullets first"
      Acceptance - both are done
      | - do this
      | - do that"
    `);
  });

  it('a value that runs on', () => {
    const text = `# Long value

Summary: the first line
goes on here

Acceptance:
- fine
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "spec-long-value "Long value"
      (Line 4 stands below Summary, which takes one line; it is kept as prose.)
      Summary: the first line
      Acceptance - fine
      | goes on here"
    `);
  });

  it('a task with dependencies on one line', () => {
    const text = `# Wire it up

Depends-On: task-a, \`task-b\`
Blocks: none
Target-Paths: src/
Acceptance:
- fine
Required-Checks:
- Check: \`npm test\`
- Check: \`\`echo \`date\` \`\`
- run \`npm run lint\` by hand
References:
- README.md
Risk:
- low
`;
    expect(understood(text, task)).toMatchInlineSnapshot(`
      "task-wire-it-up "Wire it up"
      Depends-On - task-a
      Depends-On - task-b
      Target-Paths - src/
      Acceptance - fine
      Required-Checks - Check: \`npm test\`
      Required-Checks - Check: \`\`echo \`date\` \`\`
      Required-Checks - run \`npm run lint\` by hand
      References - README.md
      Risk - low"
    `);
  });

  it('placeholders', () => {
    const text = `# Placeholders

Depends-On:
- None.
Tags:
- none
Acceptance:
- n/a
`;
    expect(understood(text, task)).toMatchInlineSnapshot(`
      "task-placeholders "Placeholders"
      Tags - none
      Acceptance - n/a"
    `);
  });

  it('defaults and odd values', () => {
    const text = `# Soup

Origin: CHEF'S OWN
Heat: Medium
Vegan: yes
spice-table: {"b": [1, {"z": 1, "a": "é"}], "a": 2}
After: n/a
Steps: stir
Acceptance: tasty
Exit criteria:
- empty plates
`;
    expect(understood(text, recipe)).toMatchInlineSnapshot(`
      "garden-recipe-card-soup "Soup"
      Origin: Chef's Own
      spice-table: {"a":2,"b":[1,{"a":"\\u00e9","z":1}]}
      Steps - stir
      Acceptance - tasty
      Exit-Criteria - empty plates"
    `);
  });

  it('blank lines and a byte order mark', () => {
    const text = `\ufeff\r
\r
# Late title\r
\r
Acceptance:\r
\r
- one\r
\r
- two\r
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "spec-late-title "Late title"
      (A byte order mark was dropped.)
      (Line ends were changed to LF.)
      Acceptance - one
      Acceptance - two"
    `);
  });
});
