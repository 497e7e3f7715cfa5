/** The theme: the user's choice, else the system's. The page's CSS variables follow. */

import { useCallback, useSyncExternalStore } from 'react';

import { PALETTES, type Palette, type ThemeName } from './palette';

export type ThemeChoice = 'system' | ThemeName;

const KEY = 'jaego.theme';
const wantsDark = window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

function choice(): ThemeChoice {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

export function themeName(): ThemeName {
  const chosen = choice();
  if (chosen !== 'system') return chosen;
  return wantsDark.matches ? 'dark' : 'light';
}

/** Expose the palette to plain CSS as `--canvas`, `--text-soft` and so on. */
export function applyTheme(): void {
  const name = themeName();
  const root = document.documentElement;
  root.dataset.theme = name;
  root.style.colorScheme = name;
  for (const [key, value] of Object.entries(PALETTES[name])) {
    root.style.setProperty(`--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, value);
  }
  for (const listener of listeners) listener();
}

wantsDark.addEventListener('change', applyTheme);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useThemeName(): ThemeName {
  return useSyncExternalStore(subscribe, themeName);
}

export function useColours(): Palette {
  return PALETTES[useThemeName()];
}

export function useThemeChoice(): [ThemeChoice, (next: ThemeChoice) => void] {
  const chosen = useSyncExternalStore(subscribe, choice);
  const choose = useCallback((next: ThemeChoice) => {
    if (next === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
    applyTheme();
  }, []);
  return [chosen, choose];
}

export const hasMotion = (): boolean => !window.matchMedia('(prefers-reduced-motion: reduce)').matches;
