import { MultiSelect, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FilterBar } from '@/ui/FilterBar'
import { DaysPicker } from '@/ui/MomentPicker'
import { CustomerFilter } from './CustomerFilter'
import { templates, useTemplateTitles } from './queries'
import { causes, type LetterSearch, type LetterState, letterStates } from './search'

/** Changes the address of the log; keys that are undefined go. */
function useWish() {
  const go = useNavigate({ from: '/letters' })
  return (change: { [K in keyof LetterSearch]?: LetterSearch[K] | undefined }) =>
    void go({
      replace: true,
      search: (now: LetterSearch) =>
        Object.fromEntries(Object.entries({ ...now, ...change }).filter(([, v]) => v !== undefined)) as LetterSearch,
    })
}

/** What narrows the log: customer, order, state, template, cause, days. */
export function LetterToolbar({ search }: { search: LetterSearch }) {
  const { t } = useTranslation('letters')
  const wish = useWish()
  const title = useTemplateTitles()
  const codes = [...new Set((useQuery(templates).data ?? []).map((x) => x.code))]
  const narrowing = [search.number, search.state, search.template, search.cause, search.from ?? search.to]
  return (
    <FilterBar
      search={<CustomerFilter chosen={search.customer} choose={(customer) => wish({ customer })} />}
      active={narrowing.filter(Boolean).length}
    >
      <NumberFilter search={search} />
      <MultiSelect
        aria-label={t('filter.state')}
        placeholder={search.state ? '' : t('filter.state')}
        data={letterStates.map((s) => ({ value: s, label: t(`state.${s}`) }))}
        value={search.state ?? []}
        onChange={(chosen) => wish({ state: chosen.length > 0 ? (chosen as LetterState[]) : undefined })}
        clearable
        hidePickedOptions
        miw={170}
        flex={{ base: '1 1 100%', xs: '0 1 auto' }}
      />
      <Select
        aria-label={t('filter.template')}
        placeholder={t('filter.template')}
        data={codes.map((code) => ({ value: code, label: title(code) }))}
        value={search.template ?? null}
        onChange={(template) => wish({ template: template ?? undefined })}
        clearable
        searchable
        w={{ base: '100%', xs: 210 }}
      />
      <Select
        aria-label={t('filter.cause')}
        placeholder={t('filter.cause')}
        data={causes.map((c) => ({ value: c, label: t(`cause.${c}`) }))}
        value={search.cause ?? null}
        onChange={(cause) => wish({ cause: (cause as (typeof causes)[number] | null) ?? undefined })}
        clearable
        w={{ base: '100%', xs: 190 }}
      />
      <DaysPicker
        label={t('filter.days')}
        value={[search.from ?? null, search.to ?? null]}
        onChange={([from, to]) => wish({ from: from ?? undefined, to: to ?? undefined })}
      />
    </FilterBar>
  )
}

function NumberFilter({ search }: { search: LetterSearch }) {
  const { t } = useTranslation('letters')
  const wish = useWish()
  const [text, setText] = useState(search.number ? String(search.number) : '')
  const find = useDebouncedCallback((digits: string) => wish({ number: Number(digits) || undefined }), 250)
  useEffect(() => setText(search.number ? String(search.number) : ''), [search.number])
  return (
    <TextInput
      aria-label={t('filter.number')}
      placeholder={t('filter.number')}
      inputMode="numeric"
      value={text}
      onChange={(e) => {
        const digits = e.currentTarget.value.replace(/\D/g, '').slice(0, 15)
        setText(digits)
        find(digits)
      }}
      w={{ base: '100%', xs: 120 }}
    />
  )
}
