import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const API = process.env.JAEGO_API ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
  build: {
    rolldownOptions: {
      input: { console: 'index.html', graphiql: 'graphiql/index.html' },
      // Only then a page loads the documents of its own feature instead of all that `generated/graphql` names.
      treeshake: { moduleSideEffects: [{ test: /src\/generated\//, sideEffects: false }] },
      // Directives of the React compiler inside libraries; a bundle has no use for them.
      onwarn: (warning, warn) => warning.code === 'MODULE_LEVEL_DIRECTIVE' || warn(warning),
    },
    // The API explorer's editor is one large piece by nature; it is loaded on its page only.
    chunkSizeWarningLimit: 5000,
    // Inlined files would need `data:` in the content security policy.
    assetsInlineLimit: 0,
  },
  // Its `?worker` imports are for Vite itself; the optimizer can't bundle them and ends the server.
  optimizeDeps: { exclude: ['graphiql/setup-workers/vite', '@graphiql/react/setup-workers/vite'] },
  server: {
    proxy: {
      '^/graphql$': API,
      '^/purchase-orders/[^/]+\\.(pdf|csv|xlsx)$': API,
      '^/skus\\.xlsx': API,
      // The page and the upload have the same address.
      '^/imports$': { target: API, bypass: ({ method, url }) => (method === 'POST' ? undefined : url) },
      '^/imports/[^/]+/refused\\.(csv|zip)$': API,
    },
  },
  test: {
    restoreMocks: true,
    unstubGlobals: true,
    // Whole pages are drawn, by machines that have other work too.
    testTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'rules', include: ['src/**/*.test.ts'] } },
      {
        extends: true,
        // Files share a worker's modules: loading all components for each file takes longer than the tests.
        test: { name: 'pages', include: ['src/**/*.test.tsx'], environment: 'jsdom', setupFiles: ['src/testing/setup.ts'], isolate: false },
      },
    ],
  },
});
