/** Subscriptions as server-sent events, and a hook that keeps one open while a page needs it. */

import { useEffect, useEffectEvent, useState } from 'react';

import { accessToken } from './session';
import type { Document } from './transport';

const RETRY_DELAY_MS = 5000;

/** One frame of the stream: the event's name and its data; a comment, such as a ping, has neither. */
export function readFrame(frame: string): { event: string; data: string } {
  const of = (name: string) =>
    frame
      .split('\n')
      .filter((line) => line.startsWith(`${name}:`))
      .map((line) => line.slice(name.length + 1).trimStart())
      .join('\n');
  return { event: of('event'), data: of('data') };
}

/** The events of a subscription, until the server completes it or the signal aborts. */
export async function* listen<R, V>(document: Document<R, V>, variables: V, signal: AbortSignal): AsyncGenerator<R> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'text/event-stream', Authorization: `Bearer ${await accessToken()}` },
    body: JSON.stringify({ query: document.toString(), variables }),
    signal,
  });
  if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const frames = (rest + value.replaceAll('\r\n', '\n')).split('\n\n');
    rest = frames.pop() ?? '';
    for (const { event, data } of frames.map(readFrame)) {
      if (event === 'complete') return;
      if (event === 'next') yield dataOf<R>(data);
    }
  }
}

function dataOf<R>(text: string): R {
  const answer = JSON.parse(text) as { data: R | null; errors?: { message: string }[] };
  if (answer.data == null) throw new Error(answer.errors?.[0]?.message ?? 'The event has no data.');
  return answer.data;
}

/**
 * Listen to a subscription while it is enabled; one that ends is opened again after a pause.
 *
 * Returns whether it is open: while it is not, the page has to poll.
 */
export function useLive<R, V>(document: Document<R, V>, variables: V, isEnabled: boolean, onEvent: (data: R) => void): boolean {
  const [isOpen, setIsOpen] = useState(false);
  const receive = useEffectEvent((data: R) => {
    setIsOpen(true);
    onEvent(data);
  });
  const open = useEffectEvent((signal: AbortSignal) => listen(document, variables, signal));
  useEffect(() => {
    if (!isEnabled) return undefined;
    const leaving = new AbortController();
    void stayConnected(open, receive, () => setIsOpen(false), leaving.signal);
    return () => {
      leaving.abort();
      setIsOpen(false);
    };
  }, [isEnabled]);
  return isOpen;
}

async function stayConnected<R>(open: (signal: AbortSignal) => AsyncGenerator<R>, onData: (data: R) => void, onLost: () => void, signal: AbortSignal) {
  while (!signal.aborted) {
    try {
      for await (const data of open(signal)) onData(data);
    } catch (error) {
      // Without a stream the page polls, so this error is not shown.
      if (!(error instanceof Error)) throw error;
    }
    if (signal.aborted) return;
    onLost();
    await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS));
  }
}
