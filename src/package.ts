import { fileURLToPath } from 'node:url';
import manifest from '../package.json' with { type: 'json' };

export const version: string = manifest.version;

/** Where `assets/` lies. Sources and bundle both sit one level below it. */
export const packageRoot = fileURLToPath(new URL('..', import.meta.url));
