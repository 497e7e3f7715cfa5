/** Files sent to the server as the signed-in user, with their progress, which `fetch` does not report. */

import { ApiDownError, BusyError, ForbiddenError, RequestError, SignedOutError } from './errors';
import { accessToken } from './session';

type Problem = { message?: string; extensions?: { code?: string } };

/** Send one file as the field `file` of a form; returns the server's JSON. `onProgress` gets shares from 0 to 1. */
export async function upload<R>(path: string, file: File, onProgress: (share: number) => void, signal?: AbortSignal): Promise<R> {
  const token = await accessToken();
  return new Promise<R>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0));
    request.addEventListener('load', () => (request.status < 300 ? resolve(JSON.parse(request.responseText) as R) : reject(asError(request))));
    request.addEventListener('error', () => reject(new ApiDownError('The connection ended.')));
    request.addEventListener('abort', () => reject(new DOMException('The upload was cancelled.', 'AbortError')));
    signal?.addEventListener('abort', () => request.abort());
    const form = new FormData();
    form.append('file', file);
    request.send(form);
  });
}

function asError({ status, responseText }: XMLHttpRequest): Error {
  const { message = `HTTP ${status}`, extensions } = problemOf(responseText);
  if (status === 401) return new SignedOutError(message);
  if (status === 403) return new ForbiddenError(message);
  if (extensions?.code === 'BUSY') return new BusyError(message);
  return extensions?.code && extensions.code !== 'UNAVAILABLE' ? new RequestError(extensions.code, message) : new ApiDownError(message);
}

/** A proxy's page is not JSON. */
function problemOf(text: string): Problem {
  try {
    return (JSON.parse(text) as { errors?: Problem[] }).errors?.[0] ?? {};
  } catch {
    return {};
  }
}
