import { Button, Collapse, Table, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { money } from '@/format/money'
import { Behind } from './Behind'
import { nameOf } from './names'
import { count, percent, sums } from './numbers'
import type { Counted, Dashboard, Figures } from './queries'
import type { rowsOf } from './wish'

const heads = ['created', 'paid', 'cancelled', 'conversion', 'revenue', 'average'] as const

interface Props {
  data: Dashboard
  by: ReturnType<typeof rowsOf>
}

/** The same figures as a table: for screen readers, for copying, and since every number in it is a link. */
export function FiguresTable({ data, by }: Props) {
  const { t } = useTranslation('dashboard')
  const byTime = by === 'day' || by === 'week' || by === 'month'
  const [opened, { toggle }] = useDisclosure(false)
  return (
    <>
      {byTime && (
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={toggle}
          aria-expanded={opened}
          mt="xs"
          style={{ alignSelf: 'flex-start' }}
        >
          {t(opened ? 'hide_table' : 'show_table')}
        </Button>
      )}
      <Collapse expanded={!byTime || opened}>
        <Table.ScrollContainer minWidth={680}>
          <Whole data={data} by={by} />
        </Table.ScrollContainer>
        {data.more && (
          <Text size="xs" c="dimmed">
            {t('more_rows')}
          </Text>
        )}
        {by === 'offer' && (
          <Text size="xs" c="dimmed">
            {t('several_offers')}
          </Text>
        )}
      </Collapse>
    </>
  )
}

function Whole({ data, by }: Props) {
  const { t, i18n } = useTranslation('dashboard')
  return (
    <Table verticalSpacing={6} fz="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t(`by.column.${by}`)}</Table.Th>
          {heads.map((head) => (
            <Table.Th key={head} ta="right">
              {t(`figure.${head}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {data.rows.map((row) => {
          const name = nameOf(row, by, t, i18n.language)
          return (
            <Table.Tr key={row.key}>
              <Table.Th scope="row" fw={500}>
                {name}
              </Table.Th>
              <Cells figures={row} name={name} />
            </Table.Tr>
          )
        })}
        {by !== 'offer' && (
          <Table.Tr fw={650}>
            <Table.Th scope="row">{t('whole')}</Table.Th>
            <Cells figures={data.total} name={t('whole')} />
          </Table.Tr>
        )}
      </Table.Tbody>
    </Table>
  )
}

function Cells({ figures, name }: { figures: Figures; name: string }) {
  const { i18n } = useTranslation()
  const language = i18n.language
  return (
    <>
      <Cell of={figures.created} row={name} head="created" text={count(figures.created.count, language)} />
      <Cell of={figures.paid} row={name} head="paid" text={count(figures.paid.count, language)} />
      <Cell of={figures.cancelled} row={name} head="cancelled" text={count(figures.cancelled.count, language)} />
      <Cell
        of={figures.converted}
        row={name}
        head="conversion"
        text={percent(figures.converted.count, figures.priced.count, language) ?? '—'}
      />
      <Cell of={figures.revenue_orders} row={name} head="revenue" text={sums(figures.revenue, language) || '—'} />
      <Table.Td ta="right">
        {figures.average_bill.length === 0 && '—'}
        {figures.average_bill.map((bill) => (
          <Figure
            key={bill.currency}
            of={bill.orders}
            row={name}
            head="average"
            text={money(bill.amount, bill.currency, language)}
          />
        ))}
      </Table.Td>
    </>
  )
}

interface FigureProps {
  of: Counted
  row: string
  head: (typeof heads)[number]
  text: string
}

function Cell(props: FigureProps) {
  return (
    <Table.Td ta="right">
      <Figure {...props} />
    </Table.Td>
  )
}

function Figure({ of, row, head, text }: FigureProps) {
  const { t } = useTranslation('dashboard')
  return (
    <Text span inherit display="block">
      <Behind of={of} label={`${row}. ${t('open', { figure: t(`figure.${head}`), value: text })}`}>
        {text}
      </Behind>
    </Text>
  )
}
