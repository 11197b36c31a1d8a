import { describe, expect, it } from 'vitest';
import { messageOf } from './support/answers.ts';
import { HttpServer, ID, type Sent } from './support/http-server.ts';

const LIST = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
const ADDRESS = `/w/${ID}/mcp`;

async function refused(sent: Sent) {
  const server = await HttpServer.start();
  const answer = await server.send({ body: LIST, ...sent });
  expect(server.log).toEqual([]);
  return { status: answer.status, message: messageOf(answer) };
}

describe('whom a server over HTTP answers', () => {
  it('is a client with the token, at the address of a workspace', async () => {
    const server = await HttpServer.start();
    for (const host of ['127.0.0.1', 'localhost:7717', '[::1]:1']) {
      expect(await server.send({ body: LIST, headers: { Host: host } })).toMatchObject({
        status: 200,
      });
    }
    const page = { Origin: 'http://localhost:3000' };
    expect(await server.send({ body: LIST, headers: page })).toMatchObject({ status: 200 });
  });

  it.each([
    'evil.example',
    '127.0.0.1.evil.example',
    'evil.example:7717',
    '127.0.0.1@evil.example',
    '0.0.0.0',
  ])('is not one that means the host %j', async (host) => {
    expect(await refused({ headers: { Host: host } })).toEqual({
      status: 403,
      message:
        'The Host of the request is not this machine. Use the address as the server printed it.',
    });
  });

  it.each(['https://evil.example', 'null', 'http://localhost.evil.example', 'file://'])(
    'is no page of %s',
    async (origin) => {
      expect(await refused({ headers: { Origin: origin } })).toEqual({
        status: 403,
        message: 'A page of another site asks. Only pages of this machine may.',
      });
    },
  );

  it.each([
    undefined,
    'Bearer ',
    'Bearer open-sesam',
    'Bearer open-sesame2',
    'Basic b3Blbi1zZXNhbWU=',
    'open-sesame',
    'Bearer open sesame',
    `Bearer ${'x'.repeat(201)}`,
  ])('is not one that says %j', async (authorization) => {
    const server = await HttpServer.start();
    const answer = await server.send({ body: LIST, headers: { Authorization: authorization } });
    expect(answer).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Bearer realm="millrace"' },
    });
    expect(messageOf(answer)).toMatch(/^The (request has no token|token is not the one)\. Send /);
    expect(answer.text).not.toContain('sesame');
  });

  it.each([
    '/',
    '/w',
    `/w/${ID}`,
    `/w/${ID}/`,
    `/w/${ID}/mcp/`,
    `/w/${ID}/mcp?x=1`,
    `/w/${ID}/mcp#x`,
    `/w//${ID}/mcp`,
    `/w/${ID.slice(1)}/mcp`,
    `/w/${ID.toUpperCase()}/mcp`,
    `/w/../w/${ID}/mcp`,
    '/w/../../etc/passwd',
    `/w/%2e%2e/${ID}/mcp`,
    `/w%2F${ID}%2Fmcp`,
    `/w/${ID}%2fmcp`,
    `/w/${ID}%00/mcp`,
    `/w/${ID}\\mcp`,
    '//evil.example/w',
    `http://127.0.0.1${ADDRESS}`,
    '*',
    `/w/${'b'.repeat(32)}/mcp`,
    '/.well-known/oauth-protected-resource',
  ])('is nobody at %s', async (path) => {
    expect(await refused({ path })).toEqual({
      status: 404,
      message:
        'There is nothing at this address. An address is /w/<workspace id>/mcp, as the server printed it.',
    });
  });

  it('hears of no workspace without the token', async () => {
    const headers = { Authorization: 'Bearer guess' };
    const there = await refused({ headers });
    expect(there).toMatchObject({ status: 401 });
    expect(await refused({ headers, path: `/w/${'b'.repeat(32)}/mcp` })).toEqual(there);
  });
});
