import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { load, root } from './load.mjs';

/**
 * Writes the generated pages; with `--check` it writes nothing and fails when a page is not up to date.
 * They are made by the sources themselves, so they cannot disagree with them.
 */
const checking = process.argv.includes('--check');

const { pages, sections, withSection } = await load('src/reference/index.ts');
const wanted = new Map(pages());
for (const [path, name, text] of sections()) {
  const page = wanted.get(path) ?? textAt(path);
  if (page !== null) wanted.set(path, withSection(page, name, text));
}

const outdated = [...wanted].filter(([path, text]) => textAt(path) !== text);
for (const [path, text] of outdated) {
  if (checking) {
    console.error(`${path} is not up to date`);
  } else {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(`wrote ${path}`);
  }
}
if (checking && outdated.length > 0) {
  console.error('Run npm run gen and commit the result.');
  process.exitCode = 1;
}

function textAt(path) {
  const file = join(root, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}
