import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './page.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { applyTheme } from '@/lib/theme/use-theme';

import { Page } from './page';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root element.');
applyTheme();
createRoot(root).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
