/** What a secret looks like where its name says so, and how keys of providers begin. */
const NAMED =
  /([\w.-]*(?:api_?key|token|secret|password|authorization)["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,}]+)/gi;
const BEARER = /\b(bearer\s+)[^\s"',}]+/gi;
const PREFIXED = /\b(?:sk|pk|rk|ghp|xox[bp])[-_][A-Za-z0-9_-]{8,}/g;
/** These hold the name of a variable, which is no secret. */
const NAME_OF_VARIABLE = /(?:env_key|env_var|_var)["']?\s*[=:]\s*$/i;
const SECRET_VARIABLE = /key|token|secret|password/i;
/** A shorter value would hide words that are none. */
const VALUE_LENGTH_MIN = 6;
const HIDDEN = '***';

/** The text without secrets: those that it names, and the values of variables that hold some. */
export function withoutSecrets(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const values = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && value.length >= VALUE_LENGTH_MIN && SECRET_VARIABLE.test(name)
      ? [value]
      : [],
  );
  const known = values.reduce((left, value) => left.replaceAll(value, HIDDEN), text);
  return known
    .replace(BEARER, `$1${HIDDEN}`)
    .replace(PREFIXED, HIDDEN)
    .replace(NAMED, (whole, name: string) =>
      NAME_OF_VARIABLE.test(name) ? whole : `${name}${HIDDEN}`,
    );
}
