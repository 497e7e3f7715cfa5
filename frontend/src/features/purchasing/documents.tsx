/** The order as a file for the supplier or a spreadsheet. */

import { DownloadOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMessage } from '@/components/use-message';
import { type OrderDetailFragment, OrderFormatsDocument } from '@/generated/graphql';
import { download } from '@/lib/download';
import { useGraphQLQuery } from '@/lib/api';
import { errorText } from '@/lib/error-text';

export function Documents({ order }: { order: OrderDetailFragment }) {
  const { i18n, t } = useTranslation('purchasing');
  const message = useMessage();
  const formats = useGraphQLQuery(OrderFormatsDocument, {}, { staleTime: Number.POSITIVE_INFINITY }).data?.company.purchaseOrderFormats ?? [];
  const [isWaiting, setIsWaiting] = useState(false);
  const save = async (format: string) => {
    setIsWaiting(true);
    try {
      await download(`/purchase-orders/${encodeURIComponent(order.id)}.${format}`, `${order.orderNo}.${format}`);
    } catch (error) {
      void message.error(errorText(i18n, error));
    } finally {
      setIsWaiting(false);
    }
  };
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: formats.map((format) => ({ key: format.toLowerCase(), label: t(`document.${format}`) })),
        onClick: ({ key }) => void save(key),
      }}
    >
      <Button icon={<DownloadOutlined aria-hidden />} loading={isWaiting}>
        {t('document.open')}
      </Button>
    </Dropdown>
  );
}
