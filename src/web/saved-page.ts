import type { Saved } from './view-path.ts';

/** The parts of the page as they were built. */
export interface BuiltPage {
  readonly html: string;
  readonly script: string;
  readonly style: string;
  /** SHA-256 of a text in base64. */
  readonly digest: (text: string) => string;
}

const SCRIPT = /<script\b[^>]*><\/script>/;
const STYLE = /<link rel="stylesheet"[^>]*>/;

/** One file that needs no server, loads nothing, and runs no script but its own. */
export function savedPage({ html, script, style, digest }: BuiltPage, saved: Saved): string {
  const code = script.replaceAll('</script', '<\\/script');
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${digest(code)}'`,
    `style-src 'sha256-${digest(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const data = JSON.stringify(saved).replaceAll('<', '\\u003c');
  const head = `<meta http-equiv="Content-Security-Policy" content="${policy}"><style>${style}</style>`;
  const body = [
    `<script id="saved" type="application/json">${data}</script>`,
    `<script type="module">${code}</script>`,
  ].join('\n');
  return html
    .replace(STYLE, '')
    .replace(SCRIPT, '')
    .replace('<head>', () => `<head>${head}`)
    .replace('</body>', () => `${body}</body>`);
}
