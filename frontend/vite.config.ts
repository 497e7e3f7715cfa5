import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const API = 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [react()],
  build: {
    rolldownOptions: {
      input: { graphiql: 'graphiql/index.html' },
      // Directives of the React compiler inside libraries; a bundle has no use for them.
      onwarn: (warning, warn) => warning.code === 'MODULE_LEVEL_DIRECTIVE' || warn(warning),
    },
    // The editor is one large piece by nature; it is loaded on this page only.
    chunkSizeWarningLimit: 5000,
    // Inlined files would need `data:` in the content security policy.
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/graphql': API } },
});
