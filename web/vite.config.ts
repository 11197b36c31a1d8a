import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** One script and one sheet, beside their page, below the path that the server gives them. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/page/',
  logLevel: 'error',
  build: {
    outDir: fileURLToPath(new URL('../dist/page', import.meta.url)),
    emptyOutDir: true,
    assetsDir: '',
    assetsInlineLimit: 0,
    modulePreload: false,
    target: 'es2022',
  },
});
