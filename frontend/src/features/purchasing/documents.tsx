/** The order as a file for the supplier or a spreadsheet. */

import { DownloadOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';

import { useAction } from '@/components/use-action';
import { type OrderDetailFragment, OrderFormatsDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { download } from '@/lib/download';

export function Documents({ order }: { order: OrderDetailFragment }) {
  const { t } = useTranslation('purchasing');
  const formats = useGraphQLQuery(OrderFormatsDocument, {}, { staleTime: Number.POSITIVE_INFINITY }).data?.company.purchaseOrderFormats ?? [];
  const { run: save, isPending } = useAction(
    (format: string) => download(`/purchase-orders/${encodeURIComponent(order.id)}.${format}`, `${order.orderNo}.${format}`),
    { reload: [] },
  );
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: formats.map((format) => ({ key: format.toLowerCase(), label: t(`document.${format}`) })),
        onClick: ({ key }) => void save(key),
      }}
    >
      <Button icon={<DownloadOutlined aria-hidden />} loading={isPending}>
        {t('document.open')}
      </Button>
    </Dropdown>
  );
}
