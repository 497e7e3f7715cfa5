/** The company's time zone: instants read as its clocks show them, wherever the browser is. */

import { createContext } from 'react';

/** The zone (IANA); none: that of the browser, until the server has answered. */
export const ZoneContext = createContext<string | undefined>(undefined);
