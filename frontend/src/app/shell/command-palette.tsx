/** ⌘/Ctrl-K: go to a page or a SKU by typing a part of its name. */

import { Modal } from 'antd';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { RiskTag } from '@/components/status-tags';

import styles from './command-palette.module.css';
import { type Target, usePaletteTargets } from './command-palette-targets';

type Props = { isOpen: boolean; onOpen: (isOpen: boolean) => void };

export function Palette({ isOpen, onOpen }: Props) {
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey)) {
        event.preventDefault();
        onOpen(true);
      }
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [onOpen]);
  return (
    <Modal
      open={isOpen}
      onCancel={() => onOpen(false)}
      footer={null}
      closable={false}
      destroyOnHidden
      width={560}
      style={{ top: 90 }}
      title={useTranslation().t('palette.open')}
      // The visible field says the same.
      styles={{ container: { padding: 0 }, header: { display: 'none' } }}
    >
      <Search onDone={() => onOpen(false)} />
    </Modal>
  );
}

function Search({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [place, setPlace] = useState(0);
  const { targets, isSearching } = usePaletteTargets(typed);
  const current = Math.min(place, targets.length - 1);
  const go = (target: Target | undefined) => {
    if (!target) return;
    onDone();
    void navigate(target.path);
  };
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && targets.length > 0) {
      event.preventDefault();
      setPlace((current + step + targets.length) % targets.length);
    }
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) go(targets[current]);
  };
  return (
    <div onKeyDown={onKey} role="presentation">
      <input
        className={styles.input}
        autoFocus
        role="combobox"
        aria-expanded={targets.length > 0}
        aria-controls="palette-targets"
        aria-activedescendant={targets[current] ? `palette-${current}` : undefined}
        aria-label={t('palette.open')}
        placeholder={t('palette.hint')}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setPlace(0);
        }}
      />
      <ul id="palette-targets" role="listbox" aria-label={t('palette.results')} className={styles.list}>
        {targets.map((target, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the input moves through the list by keys
          <li
            key={target.path}
            id={`palette-${index}`}
            role="option"
            aria-selected={index === current}
            className={styles.target}
            onClick={() => go(target)}
            onMouseMove={() => setPlace(index)}
          >
            <span className={styles.name}>{target.name}</span>
            <span className={styles.detail}>{target.detail}</span>
            {target.risk && <RiskTag value={target.risk} />}
          </li>
        ))}
      </ul>
      <p className={styles.foot} role="status">
        {isSearching ? t('state.loading') : t(targets.length ? 'palette.keys' : 'palette.nothing')}
      </p>
    </div>
  );
}
