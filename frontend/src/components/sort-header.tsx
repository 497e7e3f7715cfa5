/** A heading that orders the list by its column. */

import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons';

import styles from './sort-header.module.css';

type Props = { title: string; isActive: boolean; isDescending: boolean; onSort: () => void };

export function SortHeader({ title, isActive, isDescending, onSort }: Props) {
  const Arrow = isDescending ? ArrowDownOutlined : ArrowUpOutlined;
  return (
    <button type="button" className={isActive ? styles.active : styles.header} onClick={onSort}>
      {title}
      <Arrow className={styles.arrow} aria-hidden />
    </button>
  );
}
