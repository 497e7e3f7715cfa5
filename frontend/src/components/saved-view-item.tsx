/** One saved view: a click applies it; its owner renames, shares and deletes it. */

import { CheckOutlined, DeleteOutlined, EditOutlined, ShareAltOutlined } from '@ant-design/icons';
import { Button, Input, Tooltip } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { SavedViewRowFragment } from '@/generated/graphql';

import { Confirm } from './confirm';
import { deleteView, updateView } from './saved-view-changes';
import styles from './saved-views.module.css';
import { Tag } from './tag';

export type Act = (change: () => Promise<unknown>) => Promise<unknown>;

type Props = { view: SavedViewRowFragment; maxLength: number; act: Act; onApply: () => void };

export function SavedViewItem({ view, maxLength, act, onApply }: Props) {
  const { t } = useTranslation('components');
  const [isRenaming, setIsRenaming] = useState(false);
  const { id, name, isShared } = view;
  if (isRenaming) return <Renaming view={view} maxLength={maxLength} act={act} onDone={() => setIsRenaming(false)} />;
  const shareLabel = t(isShared ? 'savedViews.unshare' : 'savedViews.share', { name });
  return (
    <li>
      <Button className={styles.apply} type="link" size="small" onClick={onApply}>
        <span translate="no">{name}</span>
      </Button>
      {view.canEdit && isShared && <Tag tone="accent">{t('savedViews.isShared')}</Tag>}
      {!view.canEdit && <small>{t('savedViews.by', { name: view.owner })}</small>}
      <span className={styles.tools}>
        {view.canEdit && (
          <>
            <Tool label={shareLabel} icon={<ShareAltOutlined />} isPressed={isShared} onClick={() => void act(() => updateView({ id, isShared: !isShared }))} />
            <Tool label={t('savedViews.rename', { name })} icon={<EditOutlined />} onClick={() => setIsRenaming(true)} />
          </>
        )}
        {view.canDelete && (
          <Confirm
            title={t('savedViews.removeTitle')}
            description={isShared ? t('savedViews.removeShared') : undefined}
            okText={t('common:action.delete')}
            cancelText={t('common:action.cancel')}
            onConfirm={() => act(() => deleteView(id))}
          >
            <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t('savedViews.remove', { name })} />
          </Confirm>
        )}
      </span>
    </li>
  );
}

type ToolProps = { label: string; icon: ReactNode; isPressed?: boolean; onClick: () => void };

function Tool({ label, icon, isPressed, onClick }: ToolProps) {
  return (
    <Tooltip title={label}>
      <Button type="text" size="small" icon={icon} aria-label={label} aria-pressed={isPressed} onClick={onClick} />
    </Tooltip>
  );
}

type RenamingProps = Omit<Props, 'onApply'> & { onDone: () => void };

function Renaming({ view: { id, name }, maxLength, act, onDone }: RenamingProps) {
  const { t } = useTranslation('components');
  const [typed, setTyped] = useState(name);
  const save = async () => {
    const next = typed.trim();
    if (!next || next === name || (await act(() => updateView({ id, name: next })))) onDone();
  };
  return (
    <li>
      <Input
        autoFocus
        size="small"
        maxLength={maxLength}
        aria-label={t('savedViews.newName', { name })}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        onPressEnter={() => void save()}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onDone();
        }}
      />
      <Button type="text" size="small" icon={<CheckOutlined />} aria-label={t('savedViews.saveName')} onClick={() => void save()} />
    </li>
  );
}
