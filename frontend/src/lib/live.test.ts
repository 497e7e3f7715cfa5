import { afterEach, expect, test, vi } from 'vitest';

import type { Document } from './transport';
import { listen, readFrame } from './live';

vi.mock('./session', () => ({ accessToken: () => Promise.resolve('token') }));

const DOCUMENT = 'subscription Runs { pipelineRunProgress { id } }' as unknown as Document<{ n: number }, object>;

function respondWith(chunks: string[], status = 200) {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
  const request = vi.fn(() => Promise.resolve(new Response(body, { status })));
  vi.stubGlobal('fetch', request);
  return request;
}

async function received(): Promise<number[]> {
  const found: number[] = [];
  for await (const { n } of listen(DOCUMENT, {}, new AbortController().signal)) found.push(n);
  return found;
}

afterEach(() => vi.unstubAllGlobals());

test('a frame is an event and its data; a ping is neither', () => {
  expect(readFrame('event: next\ndata: {"a":1}')).toEqual({ event: 'next', data: '{"a":1}' });
  expect(readFrame(': ping')).toEqual({ event: '', data: '' });
});

test('events are delivered in order, however the stream is cut, until it is complete', async () => {
  const request = respondWith([': ping\n\nevent: next\ndata: {"data":{"n"', ':1}}\n\neve', 'nt: next\r\ndata: {"data":{"n":2}}\r\n\r\n', 'event: complete\ndata:\n\nevent: next\ndata: {"data":{"n":3}}\n\n']);
  expect(await received()).toEqual([1, 2]);
  expect(request.mock.calls[0]).toMatchObject(['/graphql', { headers: { Accept: 'text/event-stream', Authorization: 'Bearer token' } }]);
});

test('a refused stream and an event without data are errors', async () => {
  respondWith([], 503);
  await expect(received()).rejects.toThrow('HTTP 503');
  respondWith(['event: next\ndata: {"data":null,"errors":[{"message":"signed out"}]}\n\n']);
  await expect(received()).rejects.toThrow('signed out');
});
