// Starts the server with certificates, and plays the proxy that the world believes it to be behind.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

// What other origins are asked for: nothing, or the test would need the network.
export const refused = [];

export async function start() {
  const program = process.env.CERTIFICATES;
  if (!program) throw new Error('CERTIFICATES must name the program built from serve.rs; `cargo verify --only certificates` does');
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await new Promise((resolve, reject) => {
    const lines = createInterface({ input: child.stdout });
    lines.once('line', (text) => resolve([text]));
    child.once('exit', () => reject(new Error('the server ended')));
  });
  const server = JSON.parse(line);
  const real = globalThis.fetch;
  globalThis.fetch = async (input, options) => {
    const url = typeof input === 'string' ? input : (input.url ?? String(input));
    if (!url.startsWith(`${server.origin}/`)) {
      refused.push(url);
      throw new TypeError(`no network in this test: ${url}`);
    }
    const headers = new Headers(options?.headers ?? input.headers);
    return real(server.address + url.slice(server.origin.length), { headers });
  };
  const get = async (id, file) => (await fetch(`${server.origin}/certificates/${id}/${file}`)).text();
  const post = (path, options) => real(server.address + path, options);
  return { ...server, get, post, stop: () => child.stdin.end() };
}
