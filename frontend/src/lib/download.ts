/** Files that the server makes, fetched as the signed-in user: a plain link would carry no access token. */

import { ApiDownError, BusyError, ForbiddenError, RequestError, SignedOutError } from './errors';
import { accessToken } from './session';

const NOT_MADE_HERE = 501;
const TOO_MANY_ROWS = 422;
const OVERLOADED = 503;

async function asError(response: Response): Promise<Error> {
  const { status } = response;
  if (status === 401) return new SignedOutError('The session has ended.');
  if (status === 403) return new ForbiddenError('The file is not for this role.');
  if (status === NOT_MADE_HERE) return new RequestError('NOT_INSTALLED', 'Such files are not made here.');
  if (status === TOO_MANY_ROWS) return new RequestError('TOO_MANY_ROWS', 'There are more rows than a file holds.');
  if (status === 404) return new RequestError('NOT_FOUND', 'There is no such file.');
  if (status === OVERLOADED && (await response.text()).includes('"BUSY"')) return new BusyError('The server is busy.');
  return new ApiDownError(`HTTP ${status}`);
}

async function reach(path: string, token: string): Promise<Response> {
  try {
    return await fetch(path, { headers: { Authorization: `Bearer ${token}` } });
  } catch (error) {
    if (error instanceof TypeError) throw new ApiDownError(error.message);
    throw error;
  }
}

/** Fetch a file and save it under a name. */
export async function download(path: string, name: string): Promise<void> {
  const response = await reach(path, await accessToken());
  if (!response.ok) throw await asError(response);
  const address = URL.createObjectURL(await response.blob());
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}
