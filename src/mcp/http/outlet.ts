import type { Server, Transport } from '@modelcontextprotocol/server';
import { inOwnWords, shown } from '../outgoing.ts';

/** What a server says passes as it does over stdio: in our own words, and steering no terminal. */
export function inOurWords(server: Server, log: (text: string) => void): Server {
  const connect = server.connect.bind(server);
  server.connect = (transport: Transport) => {
    const send = transport.send.bind(transport);
    transport.send = (message, options) => send(shown(inOwnWords(message, log)), options);
    return connect(transport);
  };
  return server;
}
