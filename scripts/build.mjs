import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { build as buildPage } from 'vite';
import { licencesOf } from './licences.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

/** Some dependencies are CommonJS and ask for `require` when they load. */
const REQUIRE = [
  "import { createRequire as __createRequire } from 'node:module';",
  'const require = __createRequire(import.meta.url);',
].join('\n');

/** zod brings its messages in fifty languages, a third of a megabyte that every start would read. */
const englishOnly = {
  name: 'english-only',
  setup({ onLoad }) {
    onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/**
 * zod can compile schemas to code. Nothing that is bundled does, neither here nor in the SDK, and every
 * start would read it.
 */
const noCompiler = {
  name: 'no-compiler',
  setup({ onLoad }) {
    onLoad({ filter: /zod[\\/]v4[\\/]core[\\/]compile\.js$/ }, () => ({
      contents: [
        "const absent = () => { throw new Error('schemas are not compiled here'); };",
        "export const INVALID = Symbol.for('zod.compile.invalid');",
        'export class ZodCompileAsyncError extends Error {}',
        'export class ZodCompileUnsupportedError extends Error {}',
        'export { absent as compile, absent as compileFn, absent as withParser };',
      ].join('\n'),
    }));
  },
};

/**
 * The SDK loads a validator of JSON schemas for forms that it reads itself. Here whoever asks reads what
 * comes back, and loading it would cost a fifth of each start.
 */
const noValidator = {
  name: 'no-validator',
  setup({ onLoad }) {
    onLoad({ filter: /modelcontextprotocol[\\/]server[\\/]dist[\\/]shimsNode\.mjs$/ }, () => ({
      contents: [
        "import process from 'node:process';",
        'class DefaultJsonSchemaValidator {',
        "  getValidator() { throw new Error('clients are asked nothing'); }",
        '}',
        'export { DefaultJsonSchemaValidator, process };',
      ].join('\n'),
    }));
  },
};

const SERVER = /^@modelcontextprotocol\/server$/;

/** What only HTTP uses of the library is a copy of its own: a server on stdio does not read it. */
const httpApart = {
  name: 'http-apart',
  setup({ onResolve, resolve }) {
    onResolve({ filter: SERVER }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      const isHttp = importer.includes(join('src', 'mcp', 'http'));
      if (!isHttp || pluginData === 'found') return undefined;
      const found = await resolve(path, { importer, resolveDir, kind, pluginData: 'found' });
      return { path: found.path, suffix: '?http' };
    });
  },
};

const program = build({
  absWorkingDir: root,
  entryPoints: ['src/bin.ts', 'src/millrace-mcp.ts'],
  outdir: dist,
  write: false,
  metafile: true,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // Where a package has both forms, only this one can be bundled.
  mainFields: ['module', 'main'],
  // Flat, because the package root is found one level above each file.
  chunkNames: '[name]-[hash]',
  banner: { js: REQUIRE },
  plugins: [englishOnly, noCompiler, noValidator, httpApart],
  legalComments: 'none',
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: 'warning',
});

// Whoever builds, tests too: the libraries of the page have a larger form for whoever develops with them.
process.env.NODE_ENV = 'production';
const page = buildPage({
  configFile: join(root, 'web', 'vite.config.ts'),
  build: { write: false },
});
const [{ metafile, outputFiles }, { output }] = await Promise.all([program, page]);

const pageFiles = output.map((file) => ({
  path: join(dist, 'page', file.fileName),
  contents: Buffer.from(file.type === 'chunk' ? file.code : file.source),
}));
const pageInputs = output.flatMap(({ moduleIds = [] }) => moduleIds.map(belowRoot));
const licences = {
  path: join(dist, 'licences.txt'),
  contents: Buffer.from(licencesOf(root, [...Object.keys(metafile.inputs), ...pageInputs])),
};
const files = [...outputFiles, ...pageFiles, licences];

// A running program may load a chunk at any time: files are replaced whole, and only when they differ.
for (const { path, contents } of files) {
  if (isSame(path, contents)) continue;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.tmp`, contents, { mode: 0o755 });
  renameSync(`${path}.tmp`, path);
}
const paths = new Set(files.map(({ path }) => path));
for (const { parentPath, name } of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  const path = join(parentPath, name);
  const isUsed = [...paths].some((used) => used === path || used.startsWith(`${path}/`));
  if (!isUsed) rmSync(path, { recursive: true, force: true });
}

/** As esbuild names an input. */
function belowRoot(id) {
  return relative(root, id.split('?')[0]);
}

function isSame(path, contents) {
  try {
    return readFileSync(path).equals(contents);
  } catch {
    return false;
  }
}
