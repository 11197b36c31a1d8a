/** What is another one on each run, and the word that stands for it on a page. */
const CHANGING = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, 'TIME'],
  [/\b[0-9a-f]{16}-\d+(?:\.\d+)?"/g, 'CURSOR"'],
  [/\b[0-9a-f]{16}\b/g, 'EPOCH'],
  [/(branch )\w+( at )[0-9a-f]+/g, '$1main$2COMMIT'],
  [/(plan-[a-z_]+)-[0-9a-f]+/g, '$1-PLAN'],
  [/\b(wall_minutes: )[\d.]+/g, '$1MINUTES'],
  [/\b[0-9a-f]{40}\b/g, 'TREE'],
  [/\b(pid"?: ?)\d+/g, '$1PID'],
  [/\b(seq"?: ?)\d+/g, '$1SEQ'],
];

export function stable(text) {
  return CHANGING.reduce((all, [what, word]) => all.replaceAll(what, word), text);
}
