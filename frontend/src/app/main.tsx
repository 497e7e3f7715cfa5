import '@/app/styles.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { startI18n } from '@/lib/i18n';
import { applyTheme } from '@/lib/theme/use-theme';

import { App } from './app';
import { loadTexts } from './messages';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root element.');
applyTheme();
await startI18n(loadTexts);
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
