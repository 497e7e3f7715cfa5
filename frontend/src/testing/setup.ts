import '@testing-library/jest-dom/vitest';

// jsdom lays nothing out: media queries are answered as a wide, light window would.
window.matchMedia = (query: string): MediaQueryList =>
  ({
    matches: false,
    media: query,
    addEventListener: () => {},
    removeEventListener: () => {},
  }) as unknown as MediaQueryList;
