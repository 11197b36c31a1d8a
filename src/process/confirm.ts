/**
 * Has a person type an id. There is one only where both streams are a terminal: neither a pipe nor a
 * program that was given none can stand in for it.
 */
export async function confirm(what: string, id: string): Promise<boolean> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY || !stderr.isTTY) return false;
  stderr.write(`${what}\nType ${id} to go on: `);
  const line = await new Promise<string>((resolve) => {
    stdin.once('data', (bytes) => resolve(String(bytes)));
    stdin.once('end', () => resolve(''));
    stdin.resume();
  });
  stdin.pause();
  return line.trim() === id;
}
