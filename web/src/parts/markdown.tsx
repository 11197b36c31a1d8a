import MarkdownIt from 'markdown-it';
import { type ComponentChildren, h } from 'preact';
import { useMemo } from 'preact/hooks';
import { Code } from './code.tsx';

/** Nothing of a text becomes markup of the page, is loaded, or leads anywhere. */
const parser = new MarkdownIt('commonmark', { html: false }).enable('table').disable('image');

type Token = ReturnType<typeof parser.parse>[number];

export function Markdown({ text }: { readonly text: string }) {
  return <>{useMemo(() => nodesOf(parser.parse(text, {})), [text])}</>;
}

/** A line of it. */
export function Inline({ text }: { readonly text: string }) {
  return <>{useMemo(() => nodesOf(parser.parseInline(text, {})), [text])}</>;
}

/** Tokens come flat, with where something opens and closes. */
function nodesOf(tokens: readonly Token[]): ComponentChildren[] {
  const open: ComponentChildren[][] = [[]];
  for (const token of tokens) {
    const { nesting, tag } = token;
    if (nesting === 1) open.push([]);
    else if (nesting === 0) open.at(-1)?.push(leafOf(token));
    else {
      const children = open.pop() ?? [];
      open.at(-1)?.push(token.hidden ? children : elementOf(tag, children));
    }
  }
  return open[0] ?? [];
}

/** Below the heading of the page, its own order is only in how they look. */
function elementOf(tag: string, children: ComponentChildren): ComponentChildren {
  if (tag === 'a') return h('u', {}, children);
  const [, level] = /^h(\d)$/.exec(tag) ?? [];
  return level === undefined
    ? h(tag, {}, children)
    : h('h2', { class: `level-${level}` }, children);
}

function leafOf({ type, content, children, tag, info }: Token): ComponentChildren {
  switch (type) {
    case 'inline':
      return nodesOf(children ?? []);
    case 'fence':
      return <Code text={content} language={info} />;
    case 'code_block':
      return <Code text={content} language="" />;
    case 'code_inline':
      return <code>{content}</code>;
    // Documents of ours have a field on each line.
    case 'softbreak':
    case 'hardbreak':
    case 'hr':
      return h(tag, {});
    default:
      return content;
  }
}
