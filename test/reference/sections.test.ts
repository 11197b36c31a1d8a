import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sections } from '../../src/reference/index.ts';

it.each(sections())(
  '%s holds its section %s, whatever else of it is generated',
  (path, name, text) => {
    const page = readFileSync(path, 'utf8');
    expect(page).toContain(`<!-- ${name}:start -->\n${text}\n<!-- ${name}:end -->`);
  },
);
