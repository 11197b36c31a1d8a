import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './load.mjs';

/**
 * Writes `assets/prices.json` from a kept public table: list prices in USD for a million tokens, by model.
 * Run it to take newer ones over: `node scripts/prices.mjs [version of the package]`.
 */
const PACKAGE = '@pydantic/genai-prices';
const SOURCE = 'https://github.com/pydantic/genai-prices';
/** Whose own list counts, in this order where two of them name the same model. */
const PROVIDERS = ['anthropic', 'openai', 'google', 'x-ai', 'deepseek', 'mistral', 'moonshotai'];
const KEYS = {
  input_usd: 'input_mtok',
  cached_input_usd: 'cache_read_mtok',
  cache_write_usd: 'cache_write_mtok',
  output_usd: 'output_mtok',
};

const version = process.argv[2] ?? npm('view', PACKAGE, 'version');
const as_of = JSON.parse(npm('view', PACKAGE, 'time', '--json'))[version].slice(0, 10);
const { findProvider, calcPrice } = await unpacked();
const models = {};
for (const provider of PROVIDERS) {
  for (const model of findProvider({ providerId: provider })?.models ?? []) add(provider, model);
}
const table = { source: SOURCE, version, licence: 'MIT', as_of, models: sorted(models) };
writeFileSync(join(root, 'assets/prices.json'), `${text(table)}\n`);
console.log(`${Object.keys(models).length} models as of ${as_of}`);

/** Names that mean a model exactly; a beginning or a pattern could mean one that costs something else. */
function add(provider, { id, match }) {
  const day = new Date(`${as_of}T00:00:00Z`);
  const found = calcPrice({ input_tokens: 1, output_tokens: 1 }, id, {
    providerId: provider,
    timestamp: day,
  });
  if (found === null || found.model.id !== id || models[id] !== undefined) return;
  const price = {};
  for (const [key, theirs] of Object.entries(KEYS)) {
    const value = found.model_price[theirs];
    // Above a length of one request some cost more; what is summed up does not tell that length.
    if (value !== undefined) price[key] = typeof value === 'number' ? value : value.base;
  }
  if (!(price.input_usd > 0) || !(price.output_usd > 0)) return;
  const names = [...new Set(namesIn(match))].filter((name) => name !== id).sort();
  models[id] = names.length === 0 ? price : { names, ...price };
}

function namesIn(match) {
  if (match.or !== undefined) return match.or.flatMap(namesIn);
  return [match.equals ?? match.starts_with ?? []].flat();
}

/** One model a line. */
function text({ models: rows, ...head }) {
  const lines = Object.entries(rows).map(([id, row]) => {
    return `    ${JSON.stringify(id)}: ${JSON.stringify(row)}`;
  });
  const top = JSON.stringify(head, null, 2).replace(/\n\}$/, ',');
  return `${top}\n  "models": {\n${lines.join(',\n')}\n  }\n}`;
}

function sorted(all) {
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function unpacked() {
  const folder = mkdtempSync(join(tmpdir(), 'prices-'));
  try {
    const file = npm('pack', `${PACKAGE}@${version}`, '--pack-destination', folder, '--silent');
    execFileSync('tar', ['xzf', join(folder, file), '-C', folder]);
    return await import(pathToFileURL(join(folder, 'package/dist/index.js')).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function npm(...args) {
  return execFileSync('npm', args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}
