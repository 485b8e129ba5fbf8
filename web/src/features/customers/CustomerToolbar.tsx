import { CloseButton, Group, TextInput } from '@mantine/core'
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerSearch } from './search'

/** What narrows the list: words, and a rule. */
export function CustomerToolbar({ search }: { search: CustomerSearch }) {
  return (
    <Group mb="sm" gap="xs">
      <Words search={search} />
    </Group>
  )
}

function Words({ search }: { search: CustomerSearch }) {
  const { t } = useTranslation(['customers', 'common'])
  const go = useNavigate({ from: '/customers' })
  const [text, setText] = useState(search.search ?? '')
  const input = useRef<HTMLInputElement>(null)
  const find = useDebouncedCallback(
    (words: string) =>
      void go({
        replace: true,
        search: ({ search: _, ...now }: CustomerSearch) => (words.trim() ? { ...now, search: words.trim() } : now),
      }),
    200,
  )
  useEffect(() => setText(search.search ?? ''), [search.search])
  useHotkeys([['/', () => input.current?.focus()]])
  const type = (words: string) => {
    setText(words)
    find(words)
  }
  return (
    <TextInput
      ref={input}
      aria-label={t('find')}
      placeholder={t('find')}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={text && <CloseButton size="sm" aria-label={t('common:action.reset')} onClick={() => type('')} />}
      value={text}
      onChange={(e) => type(e.currentTarget.value)}
      w={{ base: '100%', sm: 340 }}
    />
  )
}
