import { useState } from 'preact/hooks';

const COPIED_MS = 1500;

/** What a person runs in a terminal: this page changes nothing. */
export function Command({ text }: { readonly text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text).catch(() => undefined);
    setCopied(true);
    setTimeout(() => setCopied(false), COPIED_MS);
  };
  return (
    <span class="command">
      <code>{text}</code>
      <button type="button" onClick={copy} aria-label={`Copy ${text}`}>
        {copied ? 'copied' : 'copy'}
      </button>
    </span>
  );
}
