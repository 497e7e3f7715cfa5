/** Subscriptions as server-sent events, and a hook that keeps one open while a page needs it. */

import { useEffect, useEffectEvent, useState } from 'react';

import { accessToken } from './session';
import type { Document } from './transport';

const AGAIN_MS = 5000;

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

/** What a subscription tells, until the server completes it or the signal aborts. */
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
 * Hear a subscription while it is wanted; one that ends is opened again after a pause.
 *
 * Returns whether it is open: while it is not, the page has to ask by itself.
 */
export function useLive<R, V>(document: Document<R, V>, variables: V, isWanted: boolean, onEvent: (data: R) => void): boolean {
  const [isOpen, setIsOpen] = useState(false);
  const told = useEffectEvent((data: R) => {
    setIsOpen(true);
    onEvent(data);
  });
  const asked = useEffectEvent((signal: AbortSignal) => listen(document, variables, signal));
  useEffect(() => {
    if (!isWanted) return undefined;
    const leaving = new AbortController();
    void keep(asked, told, () => setIsOpen(false), leaving.signal);
    return () => {
      leaving.abort();
      setIsOpen(false);
    };
  }, [isWanted]);
  return isOpen;
}

async function keep<R>(open: (signal: AbortSignal) => AsyncGenerator<R>, told: (data: R) => void, lost: () => void, signal: AbortSignal) {
  while (!signal.aborted) {
    try {
      for await (const data of open(signal)) told(data);
    } catch (error) {
      // A stream that can't be had is no fault of the page: it asks by itself meanwhile.
      if (!(error instanceof Error)) throw error;
    }
    if (signal.aborted) return;
    lost();
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}
